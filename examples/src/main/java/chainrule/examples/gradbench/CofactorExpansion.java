package chainrule.examples.gradbench;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.subtract;

import chainrule.autodiff.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The determinant by expansion along the first row: a program of very many small operations. */
final class CofactorExpansion {
  static final Eval<Input> EVAL =
      new Eval<>(
          Input::of,
          Map.of(
              "primal", input -> Task.compiled(determinant(input.size()), input.entries()),
              "gradient",
                  input -> Task.compiled(grad(determinant(input.size())), input.entries())));

  /** The entries, row-major, and the number of rows. */
  record Input(Tensor entries, int size) {
    static Input of(JsonNode input) {
      return new Input(Json.tensor(Json.member(input, "A")), Json.member(input, "ell").intValue());
    }
  }

  private CofactorExpansion() {}

  static UnaryOperator<Tensor> determinant(int size) {
    int[] columns = IntStream.range(0, size).toArray();
    return entries -> {
      Tensor matrix = entries.reshape(size, size);
      Tensor[][] parts = new Tensor[size][size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          parts[i][j] = matrix.at(i, j);
        }
      }
      return minor(parts, 0, columns);
    };
  }

  /** The determinant of the rows from one on, in these columns. */
  private static Tensor minor(Tensor[][] matrix, int row, int[] columns) {
    Tensor sum = matrix[row][columns[0]];
    if (columns.length == 1) {
      return sum;
    }
    sum = multiply(sum, minor(matrix, row + 1, without(columns, 0)));
    for (int j = 1; j < columns.length; j++) {
      Tensor term = multiply(matrix[row][columns[j]], minor(matrix, row + 1, without(columns, j)));
      sum = j % 2 == 0 ? add(sum, term) : subtract(sum, term);
    }
    return sum;
  }

  private static int[] without(int[] columns, int j) {
    int[] rest = new int[columns.length - 1];
    System.arraycopy(columns, 0, rest, 0, j);
    System.arraycopy(columns, j + 1, rest, j, rest.length - j);
    return rest;
  }
}
