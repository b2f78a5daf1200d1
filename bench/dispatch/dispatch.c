/*
 * Calls operations of many instances through each design's tables, and says what a call takes.
 *
 *   dispatch DESIGN PATTERN-FILE INSTANCES CALLS SAMPLES COLD
 *
 * The pattern file holds pairs of 32-bit numbers, instance and operation, in the order of the calls; it is repeated.
 * Prints one line a sample: nanoseconds of the sample, then the sum that every design must come to.
 * Layouts are those of x86_64 defconfig, measured with offsetof (v5.15, the v2 patch of October 2021, v5.16):
 * a table of 3 words and 48 function pointers; the instance with a pointer, with the table inside, with a mask.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __x86_64__
#include <emmintrin.h>
#endif

enum { OPS = 48, MEMBERS = 51 };

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
/* Not known to the compiler: another unit could have changed them. */
const struct ops *volatile a_table = &const_table;
const struct ops *volatile a_reload_table = &const_reload_table;

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

/* As the compat path does it: is there such an operation? Then call it. */
RUN(run_value) { EACH(struct by_value *d = at[c.instance]; if (d->ops.fn[c.op]) sum += d->ops.fn[c.op](c.instance, i);) }
RUN(run_pointer) { EACH(struct by_pointer *d = at[c.instance]; if (d->ops->fn[c.op]) sum += d->ops->fn[c.op](c.instance, i);) }
RUN(run_mask) { EACH(struct by_mask *d = at[c.instance];
	if ((d->features & 1) && d->ops->fn[c.op]) sum += d->ops->fn[c.op](c.instance, i);) }
RUN(run_bits) { EACH(struct by_mask *d = at[c.instance]; if (d->features >> c.op & 1) sum += d->ops->fn[c.op](c.instance, i);) }
RUN(run_two) { EACH(struct by_two *d = at[c.instance]; const struct ops *t = c.op < 2 ? d->reload_ops : d->ops;
	if (t->fn[c.op]) sum += t->fn[c.op](c.instance, i);) }
RUN(run_lock) { EACH(struct by_lock *d = at[c.instance]; while (__atomic_exchange_n(&d->lock, 1, __ATOMIC_ACQUIRE)) ;
	if (d->registered && d->ops->fn[c.op]) sum += d->ops->fn[c.op](c.instance, i);
	__atomic_store_n(&d->lock, 0, __ATOMIC_RELEASE);) }
/* The table is known when compiling, so flash_update is called directly: what a benchmark measures by mistake. */
RUN(run_constant) { EACH(struct by_mask *d = at[c.instance];
	if (d->features & 1) sum += c.op == 22 ? const_table.fn[22](c.instance, i) : const_table.fn[c.op](c.instance, i);) }

static void set_up(const char *design, void *object)
{
	struct by_value *v = object;
	if (!strcmp(design, "copied-struct")) {
		/* As the patch sets them: each member, if it is not set yet. */
		const struct ops *from = a_table;
		for (int i = 0; i < 3; i++) if (!v->ops.scalars[i]) v->ops.scalars[i] = from->scalars[i];
		for (int i = 0; i < OPS; i++) if (!v->ops.fn[i]) v->ops.fn[i] = from->fn[i];
		return;
	}
	((struct by_pointer *)object)->ops = a_table;
	if (!strcmp(design, "second-table")) ((struct by_two *)object)->reload_ops = a_reload_table;
	else if (!strcmp(design, "registered-check")) ((struct by_lock *)object)->registered = 1;
	else if (!strcmp(design, "fine-grained-caps")) ((struct by_mask *)object)->features = ~0ull;
	else if (strcmp(design, "const-pointer")) ((struct by_mask *)object)->features = 1;
}

static const struct { const char *name; size_t size; run_fn *run; } designs[] = {
	{ "const-pointer", sizeof(struct by_pointer), run_pointer },
	{ "copied-struct", sizeof(struct by_value), run_value },
	{ "caps-mask", sizeof(struct by_mask), run_mask },
	{ "fine-grained-caps", sizeof(struct by_mask), run_bits },
	{ "second-table", sizeof(struct by_two), run_two },
	{ "registered-check", sizeof(struct by_lock), run_lock },
	{ "caps-mask, table known to the compiler", sizeof(struct by_mask), run_constant },
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

static uint64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

int main(int argc, char **argv)
{
	if (argc != 7) return fprintf(stderr, "dispatch DESIGN PATTERN-FILE INSTANCES CALLS SAMPLES COLD\n"), 2;
	const char *design = argv[1];
	uint64_t instances = strtoull(argv[3], 0, 10), calls = strtoull(argv[4], 0, 10), samples = strtoull(argv[5], 0, 10);
	int cold = atoi(argv[6]);
	size_t which = 0, length = sizeof designs / sizeof *designs;
	while (which < length && strcmp(designs[which].name, design)) which++;
	FILE *file = fopen(argv[2], "rb");
	if (which == length || !file || !instances) return fprintf(stderr, "no such design or file\n"), 2;
	fseek(file, 0, SEEK_END);
	uint64_t count = ftell(file) / sizeof(struct call);
	rewind(file);
	struct call *pattern = malloc(count * sizeof *pattern);
	if (fread(pattern, sizeof *pattern, count, file) != count || (count & (count - 1))) return 2;
	size_t size = (designs[which].size + 63) / 64 * 64;
	char *memory = aligned_alloc(64, instances * size);
	void **at = malloc(instances * sizeof *at);
	memset(memory, 0, instances * size);
	uint64_t began = now();
	for (uint64_t i = 0; i < instances; i++) set_up(design, at[i] = memory + i * size);
	fprintf(stderr, "%llu\n", (unsigned long long)(now() - began));
	/* One sample is run to warm up. Without calls: what setting up costs, to be taken off the counts. */
	for (uint64_t s = 0; s <= samples; s++) {
		if (cold) for (uint64_t i = 0; i < calls; i++) evict(at[pattern[i & (count - 1)].instance], size);
		if (cold) evict(&const_table, sizeof const_table), evict(&const_reload_table, sizeof const_table);
		uint64_t start = now();
		uint64_t sum = designs[which].run(at, pattern, 0, calls, count - 1);
		uint64_t end = now();
		if (s > 0 || samples == 0) printf("%llu %llu\n", (unsigned long long)(end - start), (unsigned long long)sum);
	}
	return 0;
}
