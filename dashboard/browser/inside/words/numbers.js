// Numbers as people read them.

/**
 * Three digits that count; very small and very large ones as a power of ten.
 * @param {number} value
 */
export function number(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "no number" : signed(value, "∞");
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e5) {
    const [digits, power] = size.toExponential(1).split("e");
    return signed(value, `${digits}·10${raised(Number(power))}`);
  }
  return signed(value, size.toFixed(Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(size))))));
}

/**
 * A number that is put into a formula: a negative one in brackets.
 * @param {number} value
 */
export function put(value) {
  return value < 0 ? `(${number(value)})` : number(value);
}

/** @param {number} share - 0 to 1 */
export function percent(share) {
  const hundredths = share * 100;
  return `${hundredths < 9.95 ? hundredths.toFixed(1) : hundredths.toFixed(0)} %`;
}

/**
 * @param {number} value
 * @param {string} size
 */
function signed(value, size) {
  return value < 0 ? `−${size}` : size;
}

/** @param {number} power */
function raised(power) {
  return String(power).replace(/./g, (digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]));
}
