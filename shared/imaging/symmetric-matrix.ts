/** A symmetric 3 x 3 matrix as its six values: xx, xy, xz, yy, yz, zz. Changed in place, because it lives in inner loops. */
export type SymmetricMatrix = Float64Array;

const values = 6;
const [xx, xy, xz, yy, yz, zz] = [0, 1, 2, 3, 4, 5] as const;

/** A matrix of zeros. */
export const makeSymmetric = (): SymmetricMatrix => new Float64Array(values);

/** Adds `weight` times the outer product of (x, y, z) with itself. */
export function addProduct(matrix: SymmetricMatrix, x: number, y: number, z: number, weight: number): void {
  matrix[xx] = (matrix[xx] ?? 0) + weight * x * x;
  matrix[xy] = (matrix[xy] ?? 0) + weight * x * y;
  matrix[xz] = (matrix[xz] ?? 0) + weight * x * z;
  matrix[yy] = (matrix[yy] ?? 0) + weight * y * y;
  matrix[yz] = (matrix[yz] ?? 0) + weight * y * z;
  matrix[zz] = (matrix[zz] ?? 0) + weight * z * z;
}

/** Replaces a covariance by the inverse of itself plus `added` on the diagonal; `added` above 0 keeps it invertible. */
export function invertSymmetric(matrix: SymmetricMatrix, added: number): void {
  const [a, b, c] = [(matrix[xx] ?? 0) + added, matrix[xy] ?? 0, matrix[xz] ?? 0];
  const [d, e, f] = [(matrix[yy] ?? 0) + added, matrix[yz] ?? 0, (matrix[zz] ?? 0) + added];
  const cofactorA = d * f - e * e;
  const cofactorB = c * e - b * f;
  const cofactorC = b * e - c * d;
  const scale = 1 / (a * cofactorA + b * cofactorB + c * cofactorC);
  matrix[xx] = cofactorA * scale;
  matrix[xy] = cofactorB * scale;
  matrix[xz] = cofactorC * scale;
  matrix[yy] = (a * f - c * c) * scale;
  matrix[yz] = (b * c - a * e) * scale;
  matrix[zz] = (a * d - b * b) * scale;
}

/** Writes the matrix times (x, y, z) to `into` from index `at` on. */
export function multiplySymmetric(
  matrix: SymmetricMatrix,
  x: number,
  y: number,
  z: number,
  into: Float64Array | Float32Array,
  at: number,
): void {
  into[at] = (matrix[xx] ?? 0) * x + (matrix[xy] ?? 0) * y + (matrix[xz] ?? 0) * z;
  into[at + 1] = (matrix[xy] ?? 0) * x + (matrix[yy] ?? 0) * y + (matrix[yz] ?? 0) * z;
  into[at + 2] = (matrix[xz] ?? 0) * x + (matrix[yz] ?? 0) * y + (matrix[zz] ?? 0) * z;
}
