package chainrule.autodiff.check;

/**
 * The likely mistake behind a wrong claim: the claim is what the mistake makes of the derivation.
 *
 * @param name a short fixed name: sign, factor, power, dropped-inner, function-for-derivative,
 *     product-term, quotient-square, quotient-order, one-minus, transpose, swapped-arguments,
 *     missing-sum, mean-for-sum, reciprocal, log-base, degrees, or other
 * @param explanation for the user, a clause
 */
public record Slip(String name, String explanation) {
  /** No slip was found that explains the claim. */
  public static final Slip OTHER = new Slip("other", "");
}
