package chainrule.autodiff.expression;

import static chainrule.autodiff.Operations.*;

import chainrule.autodiff.NamedOperation;
import chainrule.autodiff.Operations;
import chainrule.autodiff.Shape;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.expression.Formula.Axes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The words of the language: what each operation computes, in operations of the engine. Elementwise
 * operations of the engine are words by their own names.
 */
final class Vocabulary {
  private static final int ANY = 8;

  /** Computes an operation of tensors. */
  interface Meaning {
    Tensor apply(List<Tensor> operands, Axes axes);
  }

  /**
   * A word.
   *
   * @param elementwise whether operands are broadcast as in numpy, entry by entry
   * @param reduces whether it may have axes
   */
  record Word(
      String name, int least, int most, boolean elementwise, boolean reduces, Meaning meaning) {}

  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("ln", "log"),
          Map.entry("log_2", "log2"),
          Map.entry("log_10", "log10"),
          Map.entry("arcsin", "asin"),
          Map.entry("arccos", "acos"),
          Map.entry("arctan", "atan"),
          Map.entry("arcsinh", "asinh"),
          Map.entry("arccosh", "acosh"),
          Map.entry("arctanh", "atanh"),
          Map.entry("arsinh", "asinh"),
          Map.entry("arcosh", "acosh"),
          Map.entry("artanh", "atanh"),
          Map.entry("arctan2", "atan2"),
          Map.entry("sgn", "sign"),
          Map.entry("absolute", "abs"),
          Map.entry("fabs", "abs"),
          Map.entry("maximum", "max"),
          Map.entry("minimum", "min"),
          Map.entry("amax", "max"),
          Map.entry("amin", "min"),
          Map.entry("power", "pow"),
          Map.entry("sigma", "sigmoid"),
          Map.entry("σ", "sigmoid"),
          Map.entry("expit", "sigmoid"),
          Map.entry("logistic", "sigmoid"),
          Map.entry("ReLU", "relu"),
          Map.entry("swish", "silu"),
          Map.entry("Phi", "normalCdf"),
          Map.entry("Φ", "normalCdf"),
          Map.entry("lgamma", "logGamma"),
          Map.entry("gammaln", "logGamma"),
          Map.entry("psi", "digamma"),
          Map.entry("logsumexp", "logSumExp"),
          Map.entry("log_softmax", "logSoftmax"),
          Map.entry("det", "determinant"),
          Map.entry("inv", "inverse"),
          Map.entry("tr", "trace"),
          Map.entry("inner", "dot"),
          Map.entry("vdot", "dot"),
          Map.entry("matmul", "@"),
          Map.entry("transpose", "T"),
          Map.entry("eye", "identity"),
          Map.entry("Sum", "sum"));

  private static final Set<String> CONSTANTS = Set.of("pi", "π", "e", "inf");

  /** Names of Greek letters count as letters: variables need no declaration. */
  private static final Set<String> GREEK =
      Set.of(
          "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda",
          "mu", "nu", "xi", "rho", "tau", "phi", "chi", "omega");

  private static final Set<String> INVERTED = Set.of("sin", "cos", "tan", "sinh", "cosh", "tanh");

  private static final Set<String> GREEK_FUNCTIONS =
      Set.of("sigma", "σ", "psi", "Phi", "Φ", "delta");

  private static final Map<String, Word> WORDS = words();

  private Vocabulary() {}

  static boolean isFunction(String name) {
    Word word = find(name);
    return word != null && Character.isLetter(name.charAt(0)) && !name.equals("T");
  }

  /** Whether a function is called by a Greek letter, which may well be a variable of a text. */
  static boolean isGreekFunction(String name) {
    return GREEK_FUNCTIONS.contains(name);
  }

  /** The function that undoes one, as asin, where sin⁻¹ is written for it; null for others. */
  static @Nullable String undoing(String name) {
    return INVERTED.contains(name) ? "a" + name : null;
  }

  static boolean isConstant(String name) {
    return CONSTANTS.contains(name);
  }

  /**
   * Whether a name needs no declaration: a letter, perhaps with an index, or a Greek one's name.
   */
  static boolean isLetter(String name) {
    String letter = name.replaceAll("[_0-9₀-₉].*$", "");
    return letter.length() <= 1 || GREEK.contains(letter);
  }

  /** The names of functions, for suggestions. */
  static Set<String> names() {
    Map<String, Word> names = new TreeMap<>(WORDS);
    ALIASES.keySet().forEach(alias -> names.put(alias, word(alias)));
    names.keySet().removeIf(name -> !Character.isLetter(name.charAt(0)) || name.length() < 2);
    return Collections.unmodifiableSet(names.keySet());
  }

  static @Nullable Word find(String name) {
    return WORDS.get(canonical(name));
  }

  /** The name under which an operation is known. */
  static String canonical(String name) {
    return ALIASES.getOrDefault(name, name);
  }

  static Word word(String name) {
    Word word = find(name);
    if (word == null) {
      throw new IllegalArgumentException("no operation is called " + name);
    }
    return word;
  }

  /** Whether an operation on so many operands acts entry by entry. */
  static boolean isElementwise(String name, int operands) {
    Word word = find(name);
    // max and min are reductions of one operand, and elementwise of several
    return word != null && (word.elementwise() || (word.reduces() && operands > 1));
  }

  /** What is wrong with so many operands; null if nothing is. */
  static @Nullable String problem(String name, int operands, boolean axes) {
    Word word = word(name);
    if (axes && !word.reduces()) {
      return name + " has no axis";
    }
    if (operands >= word.least() && operands <= word.most()) {
      return null;
    }
    String count =
        word.least() == word.most()
            ? String.valueOf(word.least())
            : word.most() == ANY ? "at least " + word.least() : word.least() + " or " + word.most();
    return name
        + " takes "
        + count
        + (word.most() == 1 ? " argument" : " arguments")
        + ", but has "
        + operands;
  }

  // ---------------------------------------------------------------- the words

  private static final class Table {
    final Map<String, Word> words = new HashMap<>();

    void put(String name, int least, int most, boolean elementwise, boolean reduces, Meaning m) {
      words.put(name, new Word(name, least, most, elementwise, reduces, m));
    }

    void unary(String name, UnaryOperator<Tensor> f) {
      put(name, 1, 1, true, false, (x, axes) -> f.apply(x.get(0)));
    }

    void binary(String name, BinaryOperator<Tensor> f) {
      put(name, 2, 2, true, false, (x, axes) -> f.apply(x.get(0), x.get(1)));
    }

    /** An operation of whole tensors. */
    void whole(String name, int operands, Meaning meaning) {
      put(name, operands, operands, false, false, meaning);
    }

    void reduction(String name, Reduction reduction, Reduction keeping) {
      put(
          name,
          1,
          1,
          false,
          true,
          (x, axes) -> {
            int[] list = axes.list().stream().mapToInt(i -> i).toArray();
            return (axes.keep() ? keeping : reduction).apply(x.get(0), list);
          });
    }
  }

  private interface Reduction {
    Tensor apply(Tensor x, int... axes);
  }

  private static Map<String, Word> words() {
    Table table = new Table();
    for (NamedOperation operation : Operations.named().values()) {
      int arity = operation.arity();
      table.put(
          operation.name(),
          arity,
          arity,
          true,
          false,
          (x, axes) -> operation.apply(x.toArray(Tensor[]::new)));
    }
    operators(table);
    elementwise(table);
    activations(table);
    reductions(table);
    matrices(table);
    return Map.copyOf(table.words);
  }

  private static void operators(Table table) {
    table.binary("+", Operations::add);
    table.binary("-", Operations::subtract);
    table.binary("*", Operations::multiply);
    table.binary("/", Operations::divide);
    table.binary("^", Operations::pow);
    table.binary("<", Operations::less);
    table.binary("<=", Operations::lessOrEqual);
    table.binary(">", Operations::greater);
    table.binary(">=", Operations::greaterOrEqual);
    table.binary("==", Operations::equal);
    table.binary("!=", Operations::notEqual);
    table.whole("@", 2, (x, axes) -> matmul(x.get(0), x.get(1)));
    table.whole("T", 1, (x, axes) -> transposed(x.get(0)));
    table.put("list", 1, 1000, false, false, (x, axes) -> stack(0, x));
    table.put("entry", 2, 4, false, false, Vocabulary::entry);
  }

  private static void elementwise(Table table) {
    table.put("where", 3, 3, true, false, (x, axes) -> where(x.get(0), x.get(1), x.get(2)));
    table.binary("delta", Operations::equal);
    table.unary("log2", x -> divide(log(x), log(like(x, 2))));
    table.unary("log10", x -> divide(log(x), log(like(x, 10))));
    table.unary("sec", x -> reciprocal(cos(x)));
    table.unary("csc", x -> reciprocal(sin(x)));
    table.unary("cot", x -> divide(cos(x), sin(x)));
    table.unary("sech", x -> reciprocal(cosh(x)));
    table.unary("csch", x -> reciprocal(sinh(x)));
    table.unary("coth", x -> reciprocal(tanh(x)));
    table.unary("step", x -> greater(x, 0));
    table.unary("heaviside", x -> greater(x, 0));
    table.put("clip", 3, 3, true, false, (x, axes) -> min(max(x.get(0), x.get(1)), x.get(2)));
    for (String extremum : List.of("max", "min")) {
      boolean max = extremum.equals("max");
      table.put(
          extremum,
          1,
          ANY,
          false,
          true,
          (x, axes) -> {
            int[] list = axes.list().stream().mapToInt(i -> i).toArray();
            if (x.size() == 1) {
              return max
                  ? axes.keep() ? amaxKeep(x.get(0), list) : amax(x.get(0), list)
                  : axes.keep() ? aminKeep(x.get(0), list) : amin(x.get(0), list);
            }
            return broadcast(x).stream()
                .reduce(max ? Operations::max : Operations::min)
                .orElseThrow();
          });
    }
  }

  /** A number in the arithmetic of x: the logarithm of a plain one has only double precision. */
  private static Tensor like(Tensor x, double number) {
    return add(absoluteZeroMultiply(Tensor.scalar(0), x), number);
  }

  private static void activations(Table table) {
    table.unary("sigmoid", x -> reciprocal(add(1, exp(negate(x)))));
    table.unary("relu", x -> max(x, 0));
    table.unary(
        "softplus", x -> where(greater(x, 0), add(x, log1p(exp(negate(x)))), log1p(exp(x))));
    table.unary("silu", Operations::xSigmoid);
    table.unary("gelu", Operations::xNormalCdf);
    table.unary("mish", Operations::xTanhSoftplus);
    table.unary("softsign", x -> divide(x, add(1, abs(x))));
    rows(table, "softmax", Operations::softmax);
    rows(table, "logSoftmax", Operations::logSoftmax);
    rows(table, "cumsum", Operations::cumsum);
  }

  private interface AlongAxis {
    Tensor apply(Tensor x, int axis);
  }

  private static void rows(Table table, String name, AlongAxis f) {
    table.put(
        name,
        1,
        1,
        false,
        true,
        (x, axes) -> f.apply(x.get(0), axes.list().isEmpty() ? -1 : axes.list().get(0)));
  }

  private static void reductions(Table table) {
    table.reduction("sum", Operations::sum, Operations::sumKeep);
    table.reduction("mean", Operations::mean, Operations::meanKeep);
    table.reduction("prod", Operations::prod, Operations::prodKeep);
    table.reduction("norm", Operations::norm, Operations::normKeep);
    table.reduction("logSumExp", Operations::logSumExp, Operations::logSumExpKeep);
    table.reduction("var", Vocabulary::variance, Vocabulary::varianceKeep);
    table.reduction(
        "std", (x, axes) -> sqrt(variance(x, axes)), (x, axes) -> sqrt(varianceKeep(x, axes)));
  }

  private static Tensor variance(Tensor x, int... axes) {
    return mean(square(deviation(x, axes)), axes);
  }

  private static Tensor varianceKeep(Tensor x, int... axes) {
    return meanKeep(square(deviation(x, axes)), axes);
  }

  private static Tensor deviation(Tensor x, int... axes) {
    List<Tensor> both = broadcast(List.of(x, meanKeep(x, axes)));
    return subtract(both.get(0), both.get(1));
  }

  private static void matrices(Table table) {
    table.whole("dot", 2, (x, axes) -> matmul(x.get(0), x.get(1)));
    table.whole("outer", 2, (x, axes) -> outer(x.get(0), x.get(1)));
    table.whole("diag", 1, (x, axes) -> diag(x.get(0)));
    table.whole("trace", 1, (x, axes) -> trace(x.get(0)));
    table.whole("solve", 2, (x, axes) -> solve(x.get(0), x.get(1)));
    table.whole("inverse", 1, (x, axes) -> inverse(x.get(0)));
    table.whole("determinant", 1, (x, axes) -> determinant(x.get(0)));
    table.whole("identity", 1, (x, axes) -> Tensor.identity(count("identity", x.get(0))));
    table.put("ones", 1, 2, false, false, (x, axes) -> Tensor.ones(shape("ones", x)));
    table.put("zeros", 1, 2, false, false, (x, axes) -> Tensor.zeros(shape("zeros", x)));
    table.whole("ones_like", 1, (x, axes) -> Tensor.ones(x.get(0).shape()));
    table.whole("zeros_like", 1, (x, axes) -> Tensor.zeros(x.get(0).shape()));
    table.whole("len", 1, (x, axes) -> Tensor.scalar(x.get(0).shape().size(0)));
    table.whole("size", 1, (x, axes) -> Tensor.scalar(x.get(0).shape().count()));
  }

  private static Tensor transposed(Tensor x) {
    return x.shape().rank() < 2 ? x : transpose(x);
  }

  private static Tensor entry(List<Tensor> operands, Axes axes) {
    Tensor x = operands.get(0);
    for (int k = 1; k < operands.size(); k++) {
      int place = (int) index("an index", operands.get(k));
      int size = x.shape().rank() == 0 ? 0 : x.shape().size(0);
      if (place < -size || place >= size) {
        throw new FormulaException(
            "index " + place + " is outside of shape " + x.shape() + "; indices begin with 0");
      }
      int from = place < 0 ? place + size : place;
      int[] sizes = x.shape().sizes();
      Shape rest = Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
      x = reshape(slice(x, 0, from, from + 1), rest);
    }
    return x;
  }

  private static int count(String name, Tensor size) {
    double count = index(name, size);
    if (count < 1 || count > 1000) {
      throw new FormulaException(name + ": the size must be from 1 to 1000, not " + count);
    }
    return (int) count;
  }

  private static Shape shape(String name, List<Tensor> sizes) {
    return Shape.of(sizes.stream().mapToInt(size -> count(name, size)).toArray());
  }

  /** A number that must be whole and known. */
  private static double index(String what, Tensor number) {
    if (!number.shape().isScalar() || number.value() != Math.rint(number.value())) {
      throw new FormulaException(what + " must be a whole number, not " + number);
    }
    return number.value();
  }

  // ---------------------------------------------------------------- broadcasting

  /** Operands expanded to a common shape by numpy's rules: axes are matched from the last. */
  static List<Tensor> broadcast(List<Tensor> operands) {
    int rank = operands.stream().mapToInt(x -> x.shape().rank()).max().orElse(0);
    if (operands.stream().allMatch(x -> x.shape().isScalar() || x.shape().rank() == rank)
        && operands.stream()
                .filter(x -> !x.shape().isScalar())
                .map(Tensor::shape)
                .distinct()
                .count()
            <= 1) {
      return operands;
    }
    int[] sizes = new int[rank];
    Arrays.fill(sizes, 1);
    for (Tensor x : operands) {
      int[] own = x.shape().sizes();
      for (int k = 1; k <= own.length; k++) {
        int size = own[own.length - k];
        if (size != 1 && sizes[rank - k] != 1 && sizes[rank - k] != size) {
          throw new FormulaException(
              "shapes "
                  + String.join(" and ", operands.stream().map(o -> o.shape().toString()).toList())
                  + " do not fit: axes are matched from the last, and "
                  + sizes[rank - k]
                  + " is not "
                  + size);
        }
        sizes[rank - k] = Math.max(sizes[rank - k], size);
      }
    }
    List<Tensor> expanded = new ArrayList<>();
    operands.forEach(x -> expanded.add(expanded(x, sizes)));
    return expanded;
  }

  private static Tensor expanded(Tensor x, int[] sizes) {
    Tensor result = x;
    int[] own = x.shape().sizes();
    for (int k = 1; k <= sizes.length; k++) {
      int size = sizes[sizes.length - k];
      int axis = own.length - k;
      if (axis >= 0 && own[axis] != size) {
        int[] without = result.shape().sizes();
        int at = without.length - k;
        int[] rest = new int[without.length - 1];
        for (int i = 0; i < rest.length; i++) {
          rest[i] = without[i < at ? i : i + 1];
        }
        result = expand(reshape(result, Shape.of(rest)), at, size);
      } else if (axis < 0) {
        result = expand(result, 0, size);
      }
    }
    return result;
  }
}
