package chainrule.examples;

import static chainrule.autodiff.Derivatives.compile;
import static chainrule.autodiff.Derivatives.compileTree;
import static chainrule.autodiff.Derivatives.derivative;
import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.hessian;
import static chainrule.autodiff.Derivatives.jacobian;
import static chainrule.autodiff.Derivatives.update;
import static chainrule.autodiff.Derivatives.valueAndGrad;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.divide;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.expand;
import static chainrule.autodiff.Operations.log1p;
import static chainrule.autodiff.Operations.matmul;
import static chainrule.autodiff.Operations.mean;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.negate;
import static chainrule.autodiff.Operations.solve;
import static chainrule.autodiff.Operations.sqrt;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Operations.tanh;
import static chainrule.autodiff.Tensor.linspace;
import static chainrule.autodiff.Tensor.matrix;
import static chainrule.autodiff.Tensor.normal;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.shape;
import static chainrule.autodiff.Tensor.vector;
import static chainrule.autodiff.Tensor.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import chainrule.autodiff.Accuracy;
import chainrule.autodiff.CompiledFunction;
import chainrule.autodiff.Operations;
import chainrule.autodiff.ShapeException;
import chainrule.autodiff.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs as users write them, from outside the engine's packages; the README shows them. */
@Tag("fast")
class ProgramsTest {
  @Test
  void aDerivativeOfAFunctionOfThreeLines() {
    UnaryOperator<Tensor> sigmoid = x -> divide(1, add(1, exp(negate(x))));
    assertThat(grad(sigmoid).apply(scalar(0.5)).value())
        .isEqualTo(0.2350037122015945, within(1e-16));
    assertThat(grad(grad(grad(sigmoid))).apply(scalar(0.5)).value())
        .isEqualTo(-0.09635675628958461, within(1e-16));
    assertThat(derivative(sigmoid).apply(linspace(-10, 10, 201)).get(100)).isEqualTo(0.25);
    assertThat(grad(x -> multiply(x, exp(x)), scalar(1)).value())
        .isEqualTo(5.43656365691809, within(1e-15));
  }

  @Test
  void aMethodReferenceToAnOperation() {
    UnaryOperator<Tensor> f = Operations::tanh;
    assertThat(grad(f).apply(scalar(0)).value()).isEqualTo(1);
  }

  @Test
  void ordinaryControlFlow() {
    assertThat(grad(ProgramsTest::root).apply(scalar(2)).value())
        .isEqualTo(0.3535533905932738, within(1e-12));
  }

  private static Tensor root(Tensor x) {
    Tensor t = x;
    while (Math.abs(t.value() * t.value() - x.value()) > 1e-12) {
      t = divide(add(t, divide(x, t)), 2);
    }
    return t;
  }

  private record Line(Tensor slope, Tensor intercept) {}

  @Test
  void recordsAsParameters() {
    Tensor x = linspace(-1, 1, 21);
    Tensor y = add(multiply(3, x), 1);
    Line line = new Line(scalar(0), scalar(0));
    for (int step = 0; step < 500; step++) {
      Line gradient =
          grad(p -> mean(square(subtract(add(multiply(p.slope(), x), p.intercept()), y))), line);
      line = update(line, gradient, (p, g) -> subtract(p, multiply(0.1, g)));
    }
    assertThat(line.slope().value()).isEqualTo(3, within(1e-6));
    assertThat(line.intercept().value()).isEqualTo(1, within(1e-6));
  }

  private record Layer(Tensor weights, Tensor bias) {}

  private record Network(Layer hidden, Layer output) {}

  private static Tensor dense(Layer layer, Tensor x) {
    return add(matmul(x, layer.weights()), expand(layer.bias(), 0, x.shape().size(0)));
  }

  @Test
  void aNetworkIsNestedRecordsAndAMethod() {
    Tensor x = normal(shape(7, 3), 1);
    Tensor y = normal(shape(7, 2), 2);
    Network network =
        new Network(
            new Layer(normal(shape(3, 4), 3), zeros(4)),
            new Layer(normal(shape(4, 2), 4), zeros(2)));
    var step =
        valueAndGrad(
            n -> mean(square(subtract(dense(n.output(), tanh(dense(n.hidden(), x))), y))), network);
    assertThat(step.value().value()).isPositive();
    assertThat(step.gradient().hidden().weights().shape()).isEqualTo(shape(3, 4));
    assertThat(step.gradient().output().bias().shape()).isEqualTo(shape(2));
  }

  @Test
  void newtonsMethodFindsTheMinimumOfRosenbrocksFunction() {
    UnaryOperator<Tensor> rosenbrock =
        p ->
            add(
                square(subtract(1, p.at(0))),
                multiply(100, square(subtract(p.at(1), square(p.at(0))))));
    Tensor p = vector(-1.2, 1);
    for (int i = 0; i < 10; i++) {
      p = subtract(p, solve(hessian(rosenbrock).apply(p), grad(rosenbrock).apply(p)));
    }
    assertThat(p.toArray()).containsExactly(new double[] {1, 1}, within(1e-12));
  }

  @Test
  void compiledFunctionsGiveTheSame() {
    UnaryOperator<Tensor> rosenbrock =
        p ->
            add(
                square(subtract(1, p.at(0))),
                multiply(100, square(subtract(p.at(1), square(p.at(0))))));
    CompiledFunction fast = compile(rosenbrock, shape(2));
    double[] point = {-1.2, 1};
    double[] gradient = new double[2];
    double value = fast.valueAndGradient(point, gradient);
    assertThat(value).isEqualTo(rosenbrock.apply(vector(point)).value());
    assertThat(gradient).containsExactly(grad(rosenbrock).apply(vector(point)).toArray());
    assertThat(fast.graph(shape(2)).operations()).isEqualTo(9);

    Layer layer = new Layer(matrix(new double[] {1, 2}, new double[] {3, 4}), vector(0.5, 1));
    Tensor x = matrix(new double[] {0.1, 0.2});
    var step = compileTree((Layer l) -> valueAndGrad(m -> mean(square(dense(m, x))), l), layer);
    assertThat(step.apply(layer).gradient().weights().toArray())
        .containsExactly(grad(m -> mean(square(dense(m, x))), layer).weights().toArray());
  }

  @Test
  void theJacobianOfTheSoftmax() {
    Tensor jacobian = jacobian(xs -> divide(exp(xs), sum(exp(xs)))).apply(vector(1, 2, 3));
    double[] s = {0.09003057317038046, 0.24472847105479764, 0.6652409557748218};
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        assertThat(jacobian.get(i, j)).isEqualTo((i == j ? s[i] : 0) - s[i] * s[j], within(1e-16));
      }
    }
  }

  @Test
  void anActivationOfOnesOwn() {
    UnaryOperator<Tensor> mine = x -> multiply(x, tanh(log1p(exp(x))));
    assertThat(derivative(mine).apply(scalar(-2)).value())
        .isEqualTo(-0.10835509242039394, within(1e-16));
  }

  @Test
  void whereDigitsWereLost() {
    Accuracy accuracy = Accuracy.of(x -> subtract(sqrt(add(square(x), 1)), 1), scalar(1e-6));
    assertThat(accuracy)
        .hasToString(
            """
            value: 4 correct digits of 16; lost in subtract at ProgramsTest.java:177: 1.0000000000005 - 1
                which magnifies 2e12 times the rounding of add at ProgramsTest.java:177: 1.0E-12 + 1
                computed 5.000444502911705E-13, true 4.9999999999987495475E-13
            gradient: 16 correct digits""");
  }

  @Test
  void aMistakeIsAnsweredWithTheCure() {
    assertThatThrownBy(() -> add(zeros(3, 4), zeros(4)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "add: shapes [3, 4] and [4] differ. To add the vector to each row: add(a, expand(b, 0, 3)).");
  }
}
