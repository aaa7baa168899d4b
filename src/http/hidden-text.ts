/**
 * What carries text that nobody sees, and that no word needs: tags (U+E0000 and on) and the unassigned of their plane, the formats of
 * mathematics, annotation, music and shorthand, the deprecated ones, and a note without a head. Flags that are written with tags go with them.
 */
const hidden =
  '[\\u{2061}-\\u{2065}\\u{206A}-\\u{206F}\\u{FFF0}-\\u{FFFB}\\u{1BCA0}-\\u{1BCA3}\\u{1D159}\\u{1D173}-\\u{1D17A}\\u{E0000}-\\u{E00FF}\\u{E01F0}-\\u{E0FFF}]'

/** A variant of an ideograph follows one (Unicode Technical Standard 37). */
const variantOfNothing = '(?<!\\p{Script=Han})[\\u{E0100}-\\u{E01EF}]'

/** One follows a letter or a picture and says how it is shown; several in a row carry something else. */
const variantsInARow = '[\\u{180B}-\\u{180D}\\u{180F}\\u{FE00}-\\u{FE0F}\\u{E0100}-\\u{E01EF}]{2}'

/** Joiners, breaks and marks of direction stand alone or in twos in the scripts and pictures that need them; longer rows spell something. */
const invisibleInARow = '[\\u{AD}\\u{34F}\\u{61C}\\u{200B}-\\u{200F}\\u{2060}\\u{FEFF}]{4}'

/** Where a text hides something from whoever reads it; what languages and emoji need of invisible characters is left alone. */
export const hiddenText = new RegExp([hidden, variantOfNothing, variantsInARow, invisibleInARow].join('|'), 'u')
