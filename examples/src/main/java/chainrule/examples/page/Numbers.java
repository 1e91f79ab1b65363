package chainrule.examples.page;

import java.util.Locale;

/** How numbers are written in the notes. */
public final class Numbers {
  private static final String MINUS = "−";

  private Numbers() {}

  /** Four significant digits, in powers of ten where the number is very large or small. */
  public static String text(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "∞" : MINUS + "∞";
    }
    double size = Math.abs(number);
    String digits;
    if (number == Math.rint(number) && size < 1e6) {
      digits = String.format(Locale.ROOT, "%.0f", size);
    } else if (size >= 1e-4 && size < 1e6) {
      digits = trimmed(String.format(Locale.ROOT, "%." + places(size) + "f", size));
    } else {
      digits = scientific(size);
    }
    return number < 0 ? MINUS + digits : digits;
  }

  /** All digits of a double. */
  public static String all(double number) {
    String[] parts = Double.toString(Math.abs(number)).split("E", -1);
    if (!Double.isFinite(number) || (number == Math.rint(number) && Math.abs(number) < 1e6)) {
      return text(number);
    }
    String digits = trimmed(parts[0]);
    String power = parts.length == 1 ? "" : "·10" + superscript(Integer.parseInt(parts[1]));
    return (number < 0 ? MINUS : "") + digits + power;
  }

  /** A power of ten, {@code 10⁻³}, for a whole exponent; nothing for another one. */
  static String powerOfTen(double exponent) {
    return exponent != Math.rint(exponent) ? " " : "10" + superscript(Math.round(exponent));
  }

  /** A share in percent, with one decimal. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** An error in units in the last place; a tenth is fine enough. */
  public static String ulps(double ulps) {
    if (Double.isNaN(ulps)) {
      return "NaN";
    }
    if (ulps < 100) {
      return String.format(Locale.ROOT, ulps == 0 ? "%.0f" : "%.1f", ulps);
    }
    return text(ulps);
  }

  private static int places(double size) {
    return Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
  }

  private static String scientific(double size) {
    String[] parts = String.format(Locale.ROOT, "%.3e", size).split("e", -1);
    String mantissa = trimmed(parts[0]);
    String power = "10" + superscript(Integer.parseInt(parts[1]));
    return mantissa.equals("1") ? power : mantissa + "·" + power;
  }

  private static String trimmed(String digits) {
    return digits.contains(".") ? digits.replaceAll("0+$", "").replaceAll("\\.$", "") : digits;
  }

  private static String superscript(long number) {
    StringBuilder result = new StringBuilder();
    for (char c : Long.toString(number).toCharArray()) {
      result.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return result.toString();
  }
}
