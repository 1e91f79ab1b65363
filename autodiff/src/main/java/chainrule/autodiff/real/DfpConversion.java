package chainrule.autodiff.real;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.math3.dfp.Dfp;
import org.apache.commons.math3.dfp.DfpField;
import org.jspecify.annotations.Nullable;

/** Makes numbers of Commons Math; the last few fields are kept, since making one is slow. */
final class DfpConversion {

  private static final int MAX_DIGITS = 200;
  private static final int MAX_FIELDS = 8;

  private static final Map<Integer, DfpField> FIELDS = new LinkedHashMap<>();

  private DfpConversion() {}

  /** The given value, or if it is null the given zero, infinity or NaN. */
  static Dfp convert(@Nullable BigDecimal value, double special, int digits) {
    int precision = Math.min(digits, MAX_DIGITS);
    DfpField field = field(precision);
    if (value == null) {
      return field.newDfp(special);
    }
    String text = value.round(new MathContext(precision)).toString();
    return field.newDfp(text.toLowerCase(Locale.ROOT));
  }

  private static DfpField field(int digits) {
    synchronized (FIELDS) {
      DfpField field = FIELDS.remove(digits);
      if (field == null) {
        field = new DfpField(digits + 3);
        if (FIELDS.size() >= MAX_FIELDS) {
          FIELDS.remove(FIELDS.keySet().iterator().next());
        }
      }
      FIELDS.put(digits, field);
      return field;
    }
  }
}
