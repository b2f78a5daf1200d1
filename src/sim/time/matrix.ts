/**
 * The little of matrices that normal distributions in several dimensions need.
 */

/** Rows of numbers. */
export type Matrix = ReadonlyArray<ReadonlyArray<number>>

/** The lower triangle L with L times its transpose the matrix, which is symmetric and positive. */
export const cholesky = (matrix: Matrix): Matrix => {
  const root = matrix.map((row) => row.map(() => 0))
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j]
      for (let k = 0; k < j; k++) sum -= root[i][k] * root[j][k]
      // Rounding must not make a variance negative.
      root[i][j] = i === j ? Math.sqrt(Math.max(sum, 1e-9 * matrix[i][i], 1e-30)) : sum / root[j][j]
    }
  }
  return root
}

export const scaledBy = (matrix: Matrix, factor: number): Matrix => matrix.map((row) => row.map((x) => x * factor))

/** The logarithm of the determinant of a lower triangle. */
export const logDeterminant = (root: Matrix): number => root.reduce((sum, row, i) => sum + Math.log(row[i]), 0)

/** L x + c */
export const times = (root: Matrix, x: ReadonlyArray<number>, c: ReadonlyArray<number>): ReadonlyArray<number> =>
  root.map((row, i) => {
    let sum = c[i]
    for (let j = 0; j <= i; j++) sum += row[j] * x[j]
    return sum
  })

/** The square of the length of the x for which L x + c is this point. */
export const squareOf = (root: Matrix, point: ReadonlyArray<number>, c: ReadonlyArray<number>): number => {
  const x: Array<number> = []
  let square = 0
  for (let i = 0; i < root.length; i++) {
    let left = point[i] - c[i]
    for (let j = 0; j < i; j++) left -= root[i][j] * x[j]
    x.push(left / root[i][i])
    square += x[i] * x[i]
  }
  return square
}
