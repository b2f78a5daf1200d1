/*
 * Calls operations of many instances through each design's tables, and says what a call takes.
 *
 *   dispatch DESIGN CALL PATTERN-FILE INSTANCES CALLS SAMPLES COLD
 *
 * CALL is plain (called, nothing is asked), checked (asked for, then called) or refused (asked for, and not there).
 * The pattern file holds pairs of 32-bit numbers, instance and operation, in the order of the calls; it is repeated.
 * Prints one line a sample: nanoseconds of the sample, then the sum that every design must come to; and first, to
 * stderr, how long it took to set all instances up.
 * Layouts are those of x86_64 defconfig, measured with offsetof (v5.15, the v2 patch of October 2021, v5.16):
 * a table of 3 words and 48 function pointers; the instance with a pointer, with the table inside, with a mask.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#ifdef __x86_64__
#include <emmintrin.h>
#endif

enum { OPS = 48 };

typedef uint64_t (*op_fn)(uint64_t instance, uint64_t argument);
struct ops { uint64_t scalars[3]; op_fn fn[OPS]; };
struct by_pointer { char head[224]; const struct ops *ops; char tail[152]; };
struct by_value { char head[224]; struct ops ops; char tail[168]; };
struct by_mask { char head[224]; const struct ops *ops; uint64_t features; char tail[176]; };
struct by_two { char head[224]; const struct ops *ops; const struct ops *reload_ops; char tail[176]; };
struct by_lock { char head[224]; const struct ops *ops; char more[80]; volatile int lock; int registered; char tail[64]; };

_Static_assert(sizeof(struct ops) == 408, "48 pointers and 3 words");
_Static_assert(sizeof(struct by_pointer) == 384 && offsetof(struct by_pointer, ops) == 224, "v5.15");
_Static_assert(sizeof(struct by_value) == 800 && offsetof(struct by_value, ops) == 224, "v2 of the patch");
_Static_assert(sizeof(struct by_mask) == 416 && offsetof(struct by_mask, features) == 232, "v5.16");
_Static_assert(sizeof(struct by_two) == 416 && offsetof(struct by_two, reload_ops) == 232, "v3 of the patch: its private part is aligned to 32");
_Static_assert(sizeof(struct by_lock) == 384 && offsetof(struct by_lock, lock) == 312, "v5.15, under its lock");

/* Distinct functions, so that no compiler and no branch predictor can take them for one. */
#define OP(n) static uint64_t op##n(uint64_t instance, uint64_t argument) { return instance * (n + 3) + (argument ^ n); }
#define EIGHT(do, a) do(a##0) do(a##1) do(a##2) do(a##3) do(a##4) do(a##5) do(a##6) do(a##7)
#define OCTAL(do) EIGHT(do, 0) EIGHT(do, 1) EIGHT(do, 2) EIGHT(do, 3) EIGHT(do, 4) EIGHT(do, 5)
#define OP0(n) OP(n)
OCTAL(OP0)
#define NAME(n) op##n,
static const struct ops const_table = { { 1, 2, 3 }, { OCTAL(NAME) } };
static const struct ops const_reload_table = { { 1, 2, 3 }, { OCTAL(NAME) } };
static const struct ops bare_table = { { 1, 2, 3 }, { 0 } };
/* Not known to the compiler: another unit could have changed them. */
const struct ops *volatile a_table = &const_table;
const struct ops *volatile a_reload_table = &const_reload_table;
const struct ops *volatile a_bare_table = &bare_table;

struct call { uint32_t instance, op; };
typedef uint64_t run_fn(void **at, const struct call *calls, uint64_t from, uint64_t n, uint64_t mask);

#define EACH(body) \
	uint64_t sum = 0; \
	for (uint64_t i = from; i < from + n; i++) { \
		const struct call c = calls[i & mask]; \
		body \
	} \
	return sum;
#define RUN(name) static __attribute__((noinline)) uint64_t name( \
	void **at, const struct call *calls, uint64_t from, uint64_t n, uint64_t mask)
/* Between the question and the call a firmware is loaded: what was asked has to be read again. */
#define LATER __asm__ volatile("" ::: "memory")

/*
 * The calls of a design, of type `struct TYPE`: what a caller ASKS, as the compat path does it, the call it MAKES, and
 * what it does BEFORE it asks and AFTER the call.
 */
#define DESIGN(name, TYPE, BEFORE, ASKS, MAKES, AFTER) \
	RUN(plain_##name) { EACH(struct TYPE *d = at[c.instance]; (void)d; sum += MAKES;) } \
	RUN(checked_##name) { EACH(struct TYPE *d = at[c.instance]; BEFORE; \
		if (ASKS) { LATER; sum += MAKES; } else sum += c.instance; AFTER;) }

#define ARGS (c.instance, i)
DESIGN(value, by_value, , d->ops.fn[c.op], d->ops.fn[c.op] ARGS, )
DESIGN(pointer, by_pointer, , d->ops->fn[c.op], d->ops->fn[c.op] ARGS, )
DESIGN(mask, by_mask, , (d->features & 1) && d->ops->fn[c.op], d->ops->fn[c.op] ARGS, )
DESIGN(bits, by_mask, , d->features >> c.op & 1, d->ops->fn[c.op] ARGS, )
#define TABLE (c.op < 2 ? d->reload_ops : d->ops)
DESIGN(two, by_two, , TABLE->fn[c.op], TABLE->fn[c.op] ARGS, )
DESIGN(lock, by_lock, while (__atomic_exchange_n(&d->lock, 1, __ATOMIC_ACQUIRE)),
	d->registered && d->ops->fn[c.op], d->ops->fn[c.op] ARGS, __atomic_store_n(&d->lock, 0, __ATOMIC_RELEASE))
/* The table is known when compiling, so flash_update is called directly: what a benchmark measures by mistake. */
DESIGN(constant, by_mask, , d->features & 1, (c.op == 22 ? const_table.fn[22] ARGS : const_table.fn[c.op] ARGS), )

/* How each design sets an instance up: one that supports everything, or one that refuses it. */
typedef void set_fn(void *object, int refuses);
static void set_pointer(void *object, int refuses) { ((struct by_pointer *)object)->ops = refuses ? a_bare_table : a_table; }
/* As the v2 patch sets them: each of the 51 members, if it is not set yet. */
static void set_value(void *object, int refuses)
{
	struct by_value *d = object;
	const struct ops *from = refuses ? a_bare_table : a_table;
	for (int i = 0; i < 3; i++) if (!d->ops.scalars[i]) d->ops.scalars[i] = from->scalars[i];
	for (int i = 0; i < OPS; i++) if (!d->ops.fn[i]) d->ops.fn[i] = from->fn[i];
}
static void set_features(void *object, uint64_t features)
{
	struct by_mask *d = object;
	d->ops = a_table;
	d->features = features;
}
static void set_mask(void *object, int refuses) { set_features(object, !refuses); }
static void set_bits(void *object, int refuses) { set_features(object, refuses ? 0 : ~0ull); }
static void set_two(void *object, int refuses)
{
	struct by_two *d = object;
	d->ops = refuses ? a_bare_table : a_table;
	d->reload_ops = refuses ? a_bare_table : a_reload_table;
}
static void set_lock(void *object, int refuses)
{
	struct by_lock *d = object;
	d->ops = a_table;
	d->registered = !refuses;
}

static const struct { const char *name; size_t size; set_fn *set_up; run_fn *plain, *checked; } designs[] = {
	{ "static-const", sizeof(struct by_pointer), set_pointer, plain_pointer, checked_pointer },
	{ "copied-struct", sizeof(struct by_value), set_value, plain_value, checked_value },
	{ "caps-mask", sizeof(struct by_mask), set_mask, plain_mask, checked_mask },
	{ "fine-grained-caps", sizeof(struct by_mask), set_bits, plain_bits, checked_bits },
	{ "second-table", sizeof(struct by_two), set_two, plain_two, checked_two },
	{ "registered-check", sizeof(struct by_lock), set_lock, plain_lock, checked_lock },
	{ "caps-mask, table known to the compiler", sizeof(struct by_mask), set_mask, plain_constant, checked_constant },
};

static void evict(const void *start, size_t size)
{
#ifdef __x86_64__
	for (size_t i = 0; i < size; i += 64) _mm_clflush((const char *)start + i);
	_mm_mfence();
#else
	(void)start; (void)size;
#endif
}

/* Off without samples, when instructions are counted: to print a time takes more of them the more digits it has. */
static int clock_runs;

static uint64_t now(void)
{
	if (!clock_runs) return 0;
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

int main(int argc, char **argv)
{
	if (argc != 8) return fprintf(stderr, "dispatch DESIGN CALL PATTERN-FILE INSTANCES CALLS SAMPLES COLD\n"), 2;
	const char *design = argv[1];
	int refuses = !strcmp(argv[2], "refused"), plain = !strcmp(argv[2], "plain"), cold = atoi(argv[7]);
	uint64_t instances = strtoull(argv[4], 0, 10), calls = strtoull(argv[5], 0, 10), samples = strtoull(argv[6], 0, 10);
	clock_runs = samples > 0;
	size_t which = 0, length = sizeof designs / sizeof *designs;
	while (which < length && strcmp(designs[which].name, design)) which++;
	FILE *file = fopen(argv[3], "rb");
	if (which == length || !file || !instances) return fprintf(stderr, "no such design or file\n"), 2;
	run_fn *run = plain ? designs[which].plain : designs[which].checked;
	fseek(file, 0, SEEK_END);
	uint64_t count = ftell(file) / sizeof(struct call);
	rewind(file);
	struct call *pattern = malloc(count * sizeof *pattern);
	if (fread(pattern, sizeof *pattern, count, file) != count || (count & (count - 1))) return 2;
	/* Instances begin a cache line. Every page is there before the clock runs. */
	size_t size = (designs[which].size + 63) / 64 * 64;
	char *memory = mmap(0, instances * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void **at = malloc(instances * sizeof *at);
	if (memory == MAP_FAILED || !at) return fprintf(stderr, "not enough memory\n"), 1;
	for (size_t i = 0; i < instances * size; i += 4096) *(volatile char *)(memory + i) = 0;
	for (uint64_t i = 0; i < instances; i++) at[i] = memory + i * size;
	uint64_t began = now();
	for (uint64_t i = 0; i < instances; i++) designs[which].set_up(at[i], refuses);
	fprintf(stderr, "%llu\n", (unsigned long long)(now() - began));
	/* One sample is run to warm up. Without calls: what setting up costs, to be taken off the counts. */
	for (uint64_t s = 0; s <= samples; s++) {
		if (cold) for (uint64_t i = 0; i < calls; i++) evict(at[pattern[i & (count - 1)].instance], size);
		if (cold) evict(&const_table, sizeof const_table), evict(&const_reload_table, sizeof const_table);
		if (cold) evict(&bare_table, sizeof bare_table);
		uint64_t start = now();
		uint64_t sum = run(at, pattern, 0, calls, count - 1);
		uint64_t end = now();
		if (s > 0 || samples == 0) printf("%llu %llu\n", (unsigned long long)(end - start), (unsigned long long)sum);
	}
	return 0;
}
