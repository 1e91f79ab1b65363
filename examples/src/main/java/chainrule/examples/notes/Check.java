package chainrule.examples.notes;

import chainrule.examples.page.Numbers;
import java.util.Locale;

/**
 * One claim of the notes and what the engine found.
 *
 * @param claim what is said
 * @param expected what has to be found for it to hold
 * @param found what was found
 * @param holds whether that agrees
 */
record Check(String claim, String expected, String found, boolean holds) {
  /** A number that must not be above a bound. */
  static Check atMost(String claim, double bound, double found, String unit) {
    return new Check(
        claim, "at most " + measure(bound, unit), measure(found, unit), found <= bound);
  }

  /** A number that must not be below a bound. */
  static Check atLeast(String claim, double bound, double found, String unit) {
    return new Check(
        claim, "at least " + measure(bound, unit), measure(found, unit), found >= bound);
  }

  /** A number that is exactly another one. */
  static Check equal(String claim, double expected, double found) {
    return new Check(
        claim,
        Numbers.text(expected),
        Numbers.text(found),
        Double.compare(expected + 0.0, found + 0.0) == 0);
  }

  /** A number that is another one but for a relative error. */
  static Check near(String claim, double expected, double found, double tolerance) {
    return new Check(
        claim,
        Numbers.text(expected) + " within " + Numbers.text(tolerance),
        Numbers.text(found),
        Math.abs(found - expected) <= tolerance * Math.abs(expected));
  }

  /** A count of cases that must be all of them. */
  static Check all(String claim, int cases, int found) {
    return new Check(
        claim,
        String.format(Locale.ROOT, "%,d of %,d points", cases, cases),
        String.format(Locale.ROOT, "%,d of %,d", found, cases),
        found == cases);
  }

  private static String measure(double number, String unit) {
    if (unit.isEmpty()) {
      return Numbers.text(number);
    }
    return Numbers.text(number) + " " + (number == 1 && unit.equals("digits") ? "digit" : unit);
  }
}
