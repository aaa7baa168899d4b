/** Whether what is long runs at full length: THOROUGH=1 npm test. CI does; a few minutes more. */
export const isThorough = process.env['THOROUGH'] === '1'
