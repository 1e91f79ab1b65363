package chainrule.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.kernel.BinaryFunction;
import chainrule.autodiff.kernel.BinaryPrimitive;
import chainrule.autodiff.kernel.TernaryPrimitive;
import chainrule.autodiff.kernel.UnaryFunction;
import chainrule.autodiff.kernel.UnaryPrimitive;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The straight lines of row functions have the bits of their kernels, in rows of every kind. */
class RowLinesTest {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    Double.MIN_VALUE,
    -Double.MIN_NORMAL,
    1e-200,
    1e160,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private static final Calls<Double> DOUBLES =
      new Calls<>() {
        @Override
        public Double number(double value) {
          return value;
        }

        @Override
        public Double call(UnaryPrimitive f, Double x) {
          return f.applyAsDouble(x);
        }

        @Override
        public Double call(BinaryPrimitive f, Double x, Double y) {
          return f.applyAsDouble(x, y);
        }

        @Override
        public Double call(UnaryFunction f, Double x) {
          return f.applyAsDouble(x);
        }

        @Override
        public Double call(BinaryFunction f, Double x, Double y) {
          return f.applyAsDouble(x, y);
        }

        @Override
        public Double call(TernaryPrimitive f, Double x, Double y, Double z) {
          return f.applyAsDouble(x, y, z);
        }
      };

  /** A function in both spellings. */
  enum Function {
    MAX(reduced(RowFunctions::max), reduced(RowLines::max)),
    MIN(reduced(RowFunctions::min), reduced(RowLines::min)),
    LOG_SUM_EXP(reduced(RowFunctions::logSumExp), reduced(RowLines::logSumExp)),
    SOFTMAX(mapped(RowFunctions::softmax), mapped(RowLines::softmax)),
    SOFTMAX_REST(mapped(RowFunctions::softmaxRest), mapped(RowLines::softmaxRest)),
    LOG_SOFTMAX(mapped(RowFunctions::logSoftmax), mapped(RowLines::logSoftmax)),
    NORM(reduced(RowFunctions::norm), reduced(RowLines::norm)),
    UNIT_VECTOR(mapped(RowFunctions::unitVector), mapped(RowLines::unitVector)),
    UNIT_VECTOR_REST(mapped(RowFunctions::unitVectorRest), mapped(RowLines::unitVectorRest));

    @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
    private final RowMap.Row kernel;

    @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
    private final RowMap.Row line;

    Function(RowMap.Row kernel, RowMap.Row line) {
      this.kernel = kernel;
      this.line = line;
    }

    private static RowMap.Row reduced(Reduction.Row kernel) {
      return (data, from, to, out) -> out[from] = kernel.at(data, from, to);
    }

    private static RowMap.Row mapped(RowMap.Row kernel) {
      return kernel;
    }

    private static RowMap.Row reduced(RowLines.Reduced line) {
      return (data, from, to, out) -> out[from] = line.at(DOUBLES, row(data, from, to));
    }

    private static RowMap.Row mapped(RowLines.Mapped line) {
      return (data, from, to, out) -> {
        List<Double> mapped = line.at(DOUBLES, row(data, from, to));
        for (int i = from; i < to; i++) {
          out[i] = mapped.get(i - from);
        }
      };
    }

    private static List<Double> row(double[] data, int from, int to) {
      return Arrays.stream(data, from, to).boxed().toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void linesHaveTheBitsOfKernels(Function function) {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 20_000; trial++) {
      double[] row = row(random, trial % 4, 1 + trial % 16);
      double[] expected = new double[row.length];
      double[] actual = new double[row.length];
      function.kernel.map(row, 0, row.length, expected);
      function.line.map(row, 0, row.length, actual);
      assertThat(Arrays.stream(actual).mapToLong(Double::doubleToLongBits).toArray())
          .as("%s of %s", function, Arrays.toString(row))
          .isEqualTo(Arrays.stream(expected).mapToLong(Double::doubleToLongBits).toArray());
    }
  }

  /** Ordinary numbers, ties, all magnitudes, or special ones. */
  private static double[] row(SplittableRandom random, int kind, int length) {
    double[] row = new double[length];
    for (int i = 0; i < length; i++) {
      row[i] =
          switch (kind) {
            case 0 -> random.nextDouble(-10, 10);
            case 1 -> random.nextInt(-2, 3);
            case 2 -> Math.scalb(random.nextDouble(-1, 1), random.nextInt(-1070, 1024));
            default -> SPECIAL[random.nextInt(SPECIAL.length)];
          };
    }
    return row;
  }
}
