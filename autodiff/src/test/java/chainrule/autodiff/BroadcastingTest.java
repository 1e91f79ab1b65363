package chainrule.autodiff;

import static chainrule.autodiff.Operations.*;
import static chainrule.autodiff.Tensor.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Only scalars stretch; for everything else the error shows the expand, as code that works. */
@Tag("fast")
class BroadcastingTest {
  private static final Pattern EXPAND = Pattern.compile("expand\\(([ab]), (\\d+), (\\d+)\\)");

  @Test
  void equalShapesAndScalarsFit() {
    assertThat(add(zeros(2, 3), zeros(2, 3)).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(add(zeros(2, 3), zeros()).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(add(zeros(), zeros(2, 3)).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(where(zeros(), zeros(), zeros(2)).shape()).isEqualTo(Shape.of(2));
  }

  @Test
  void aVectorIsAddedToRowsOrColumnsAsTheErrorSays() {
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> add(zeros(3, 4), zeros(4)))
        .withMessage(
            "add: shapes [3, 4] and [4] differ. To add the vector to each row:"
                + " add(a, expand(b, 0, 3)).");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> multiply(zeros(3), zeros(3, 4)))
        .withMessage(
            "multiply: shapes [3] and [3, 4] differ. To use the vector for each column:"
                + " multiply(expand(a, 1, 4), b).");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> where(zeros(3, 4), zeros(4), 1))
        .withMessageContaining("where(a, expand(b, 0, 3), c)");
  }

  @Test
  void aSquareMatrixHasTwoReadings() {
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> add(zeros(4, 4), zeros(4)))
        .withMessage(
            "add: shapes [4, 4] and [4] differ."
                + " To add the vector to each row: add(a, expand(b, 0, 4))."
                + " To add the vector to each column: add(a, expand(b, 1, 4)).");
  }

  @Test
  void axesOfSizeOneAreRepeatedAsTheErrorSays() {
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> subtract(zeros(3, 4), zeros(3, 1)))
        .withMessage(
            "subtract: shapes [3, 4] and [3, 1] differ. To repeat the axes of size 1:"
                + " subtract(a, expand(b, a.shape())).");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> subtract(zeros(1, 4), zeros(3, 4)))
        .withMessageEndingWith("subtract(expand(a, b.shape()), b).");
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> subtract(zeros(3, 1), zeros(1, 4)))
        .withMessageEndingWith("bring them together with expand, reshape or slice.");
  }

  @Test
  void otherShapesGetNoCureThatWouldNotWork() {
    for (Shape[] shapes :
        new Shape[][] {
          {Shape.of(3), Shape.of(4)},
          {Shape.of(2, 3), Shape.of(3, 2)},
          {Shape.of(2, 3, 4), Shape.of(5, 4)},
          {Shape.of(2, 3, 4), Shape.of(4)},
        }) {
      assertThatExceptionOfType(ShapeException.class)
          .isThrownBy(() -> add(zeros(shapes[0]), zeros(shapes[1])))
          .withMessage(
              "add: shapes "
                  + shapes[0]
                  + " and "
                  + shapes[1]
                  + " differ. Shapes must be equal, or scalar;"
                  + " bring them together with expand, reshape or slice.");
    }
  }

  @Test
  void everyCureWithAnAxisWorks() {
    List<Shape> shapes = new ArrayList<>();
    for (int[] sizes : new int[][] {{2}, {3}, {2, 3}, {3, 2}, {2, 2}, {2, 3, 2}, {2, 2, 2}}) {
      shapes.add(Shape.of(sizes));
    }
    int tried = 0;
    for (Shape a : shapes) {
      for (Shape b : shapes) {
        if (a.equals(b)) {
          continue;
        }
        Throwable error = catchThrowable(() -> add(zeros(a), zeros(b)));
        assertThat(error).isInstanceOf(ShapeException.class);
        Matcher cure = EXPAND.matcher(String.valueOf(error.getMessage()));
        while (cure.find()) {
          boolean first = "a".equals(cure.group(1));
          int axis = Integer.parseInt(cure.group(2));
          int size = Integer.parseInt(cure.group(3));
          Tensor part = expand(zeros(first ? a : b), axis, size);
          assertThat(add(part, zeros(first ? b : a)).shape()).isEqualTo(first ? b : a);
          tried++;
        }
      }
    }
    assertThat(tried).isGreaterThan(10);
  }
}
