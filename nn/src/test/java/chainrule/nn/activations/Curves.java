package chainrule.nn.activations;

import static chainrule.nn.activations.Activations.celu;
import static chainrule.nn.activations.Activations.elu;
import static chainrule.nn.activations.Activations.leakyRelu;

import chainrule.autodiff.Operations;
import chainrule.autodiff.Tensor;
import chainrule.autodiff.real.Real;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.UnaryOperator;

/** Closed forms of the activations of one number, from the literature, over {@link Real}. */
final class Curves {
  private Curves() {}

  static List<Curve> all() {
    return List.of(
        curve("sigmoid", Activations::sigmoid, Curves::sigmoid, Curves::bump, Curves::bumpSlope),
        curve(
            "tanh",
            Activations::tanh,
            Real::tanh,
            Real::sech2,
            x -> times(-2, x.tanh().multiply(x.sech2()))),
        curve("relu", Activations::relu, x -> above(x, 0, x, zero(x)), Curves::step, Curves::zero),
        curve(
            "leakyRelu",
            x -> leakyRelu(x, 0.25),
            x -> above(x, 0, x, times(0.25, x)),
            x -> above(x, 0, x.number(1), x.number(0.25)),
            Curves::zero),
        curve(
            "prelu",
            x -> Activations.prelu(x, Tensor.scalar(-2)),
            x -> above(x, 0, x, times(-2, x)),
            x -> above(x, 0, x.number(1), x.number(-2)),
            Curves::zero),
        curve("softplus", Activations::softplus, Curves::softplus, Curves::sigmoid, Curves::bump),
        curve(
            "logSigmoid",
            Activations::logSigmoid,
            x -> softplus(x.negate()).negate(),
            x -> sigmoid(x.negate()),
            x -> bump(x).negate()),
        curve(
            "softsign",
            Activations::softsign,
            x -> x.divide(plus(1, x.abs())),
            x -> plus(1, x.abs()).square().reciprocal(),
            x -> times(-2, x.sign()).divide(plus(1, x.abs()).pow(x.number(3)))),
        curve(
            "elu(0.75)",
            x -> elu(x, 0.75),
            x -> above(x, 0, x, times(0.75, x.expm1())),
            x -> above(x, 0, x.number(1), times(0.75, x.exp())),
            x -> above(x, 0, zero(x), times(0.75, x.exp()))),
        curve(
            "selu",
            Activations::selu,
            x -> lambda(x).multiply(above(x, 0, x, alpha(x).multiply(x.expm1()))),
            x -> lambda(x).multiply(above(x, 0, x.number(1), alpha(x).multiply(x.exp()))),
            x -> above(x, 0, zero(x), lambda(x).multiply(alpha(x)).multiply(x.exp()))),
        curve(
            "celu(1)",
            x -> celu(x, 1),
            x -> above(x, 0, x, x.expm1()),
            x -> above(x, 0, x.number(1), x.exp()),
            x -> above(x, 0, zero(x), x.exp())),
        celuOf(2),
        celuOf(0.7),
        curve(
                "gelu",
                Activations::gelu,
                x -> x.multiply(x.normalCdf()),
                x -> x.normalCdf().add(x.multiply(density(x))),
                x -> density(x).multiply(x.number(2).subtract(x.square())))
            .turning(
                List.of(-0.7517915246935645), List.of(-1.4142135623730951, 1.4142135623730951)),
        curve(
                "geluTanh",
                Activations::geluTanh,
                x -> x.multiply(sigmoid(inner(x))),
                x -> sigmoid(inner(x)).add(x.multiply(innerSlope(x)).multiply(bump(inner(x)))),
                Curves::geluTanhCurvature)
            .turning(List.of(-0.75246143), List.of(-1.41850418, 1.41850418)),
        curve(
                "silu",
                Activations::silu,
                x -> x.multiply(sigmoid(x)),
                x -> sigmoid(x).add(x.multiply(bump(x))),
                x -> times(2, bump(x)).add(x.multiply(bumpSlope(x))))
            .turning(List.of(-1.278464542761074), List.of(-2.399357280520548, 2.399357280520548)),
        curve(
                "mish",
                Activations::mish,
                x -> x.multiply(gate(x)),
                x -> gate(x).add(x.multiply(gateSlope(x))),
                x -> times(2, gateSlope(x)).add(x.multiply(gateCurvature(x))))
            .turning(
                List.of(-1.1924312145154246), List.of(-2.2563763963607935, 1.4905653772740026)),
        curve(
            "hardSigmoid",
            Activations::hardSigmoid,
            x -> plus(3, x).max(zero(x)).min(x.number(6)).divide(x.number(6)),
            x -> within(x, 3, x.number(6).reciprocal(), zero(x), zero(x)),
            Curves::zero),
        curve(
            "hardTanh",
            Activations::hardTanh,
            x -> x.max(x.number(-1)).min(x.number(1)),
            x -> within(x, 1, x.number(1), zero(x), zero(x)),
            Curves::zero),
        curve(
                "hardSwish",
                Activations::hardSwish,
                x -> within(x, 3, x.multiply(plus(3, x)).divide(x.number(6)), zero(x), x),
                x -> within(x, 3, plus(3, times(2, x)).divide(x.number(6)), zero(x), x.number(1)),
                x -> within(x, 3, x.number(3).reciprocal(), zero(x), zero(x)))
            .turning(List.of(-1.5), List.of()),
        curve(
            "relu6",
            Activations::relu6,
            x -> x.max(zero(x)).min(x.number(6)),
            x -> x.less(x.number(6)).choose(step(x), zero(x)),
            Curves::zero),
        curve(
                "gaussian",
                Activations::gaussian,
                Real::gaussian,
                x -> times(-2, x).multiply(x.gaussian()),
                x -> plus(-2, times(4, x.square())).multiply(x.gaussian()))
            .turning(List.of(), List.of(-0.7071067811865476, 0.7071067811865476)),
        curve(
            "glu",
            x -> Operations.at(Activations.glu(Operations.stack(0, constant(1.5, x), x), 0), 0),
            x -> times(1.5, sigmoid(x)),
            x -> times(1.5, bump(x)),
            x -> times(1.5, bumpSlope(x))));
  }

  private static Tensor constant(double value, Tensor like) {
    return Tensor.full(like.shape(), value);
  }

  private static Curve curve(
      String name,
      UnaryOperator<Tensor> engine,
      UnaryOperator<Real> value,
      UnaryOperator<Real> slope,
      UnaryOperator<Real> curvature) {
    return new Curve(
        name, engine, List.of(value, slope, curvature), List.of(List.of(), List.of(), List.of()));
  }

  private static Curve celuOf(double a) {
    return curve(
        "celu(" + a + ")",
        x -> celu(x, a),
        x -> above(x, 0, x, times(a, x.divide(x.number(a)).expm1())),
        x -> above(x, 0, x.number(1), x.divide(x.number(a)).exp()),
        x -> above(x, 0, zero(x), x.divide(x.number(a)).exp().divide(x.number(a))));
  }

  // Pieces.

  private static Real zero(Real x) {
    return x.number(0);
  }

  private static Real plus(double a, Real x) {
    return x.number(a).add(x);
  }

  private static Real times(double a, Real x) {
    return x.number(a).multiply(x);
  }

  private static Real above(Real x, double border, Real then, Real otherwise) {
    return x.greater(x.number(border)).choose(then, otherwise);
  }

  private static Real step(Real x) {
    return above(x, 0, x.number(1), zero(x));
  }

  /** Strictly between -border and border, up to -border, from border on. */
  private static Real within(Real x, double border, Real inside, Real below, Real beyond) {
    Real upper = x.less(x.number(border)).choose(inside, beyond);
    return above(x, -border, upper, below);
  }

  // The logistic family, in e = exp(-|x|).

  static Real sigmoid(Real x) {
    Real e = x.abs().negate().exp();
    return above(x, 0, x.number(1), e).divide(plus(1, e));
  }

  /** {@code σ' = e / (1 + e)²}. */
  static Real bump(Real x) {
    Real e = x.abs().negate().exp();
    return e.divide(plus(1, e).square());
  }

  /** {@code σ″ = ∓e (1 - e) / (1 + e)³}. */
  static Real bumpSlope(Real x) {
    Real e = x.abs().negate().exp();
    Real size = e.multiply(x.abs().negate().expm1()).divide(plus(1, e).pow(x.number(3)));
    return above(x, 0, size, size.negate());
  }

  static Real softplus(Real x) {
    return above(x, 0, x, zero(x)).add(x.abs().negate().exp().log1p());
  }

  // The normal family.

  private static Real density(Real x) {
    return times(-0.5, x.square()).exp().divide(times(2, x.pi()).sqrt());
  }

  /** {@code 2 √(2/π) (x + 0.044715 x³)}, with two derivatives. */
  private static Real inner(Real x) {
    return scale(x).multiply(x).multiply(plus(1, cubic(x).multiply(x.square())));
  }

  private static Real innerSlope(Real x) {
    return scale(x).multiply(plus(1, times(3, cubic(x)).multiply(x.square())));
  }

  private static Real scale(Real x) {
    return times(8, x.pi().reciprocal()).sqrt();
  }

  private static Real cubic(Real x) {
    return decimal(x, "0.044715");
  }

  private static Real geluTanhCurvature(Real x) {
    Real slope = innerSlope(x);
    Real bend = times(6, scale(x).multiply(cubic(x)).multiply(x));
    Real first = plus(2, zero(x)).multiply(slope).add(x.multiply(bend)).multiply(bump(inner(x)));
    return first.add(x.multiply(slope.square()).multiply(bumpSlope(inner(x))));
  }

  // Mish: tanh(log(1 + eˣ)) in eˣ below 0 and in d = e⁻ˣ above.

  private static Real gate(Real x) {
    Real e = x.exp();
    Real below = e.multiply(plus(2, e));
    Real d = x.negate().exp();
    Real above = times(2, d.square()).divide(quadratic(d));
    return above(x, 0, x.number(1).subtract(above), below.divide(plus(2, below)));
  }

  private static Real quadratic(Real d) {
    return plus(1, times(2, d.multiply(plus(1, d))));
  }

  private static Real gateSlope(Real x) {
    Real e = x.exp();
    Real below = times(4, e.multiply(plus(1, e)));
    Real d = x.negate().exp();
    Real above = times(4, d.square().multiply(plus(1, d))).divide(quadratic(d).square());
    Real denominator = plus(2, e.multiply(plus(2, e))).square();
    return above(x, 0, above, below.divide(denominator));
  }

  private static Real gateCurvature(Real x) {
    Real three = x.number(3);
    Real e = x.exp();
    Real d = x.negate().exp();
    Real bend = plus(2, e.multiply(plus(2, e.multiply(plus(-3, times(-2, e))))));
    Real below = times(4, e.multiply(bend)).divide(plus(2, e.multiply(plus(2, e))).pow(three));
    Real bent = plus(-2, d.multiply(plus(-3, d.multiply(plus(2, times(2, d))))));
    Real above = times(4, d.square().multiply(bent)).divide(quadratic(d).pow(three));
    return above(x, 0, above, below);
  }

  // Decimal constants.

  private static Real lambda(Real x) {
    return decimal(x, "1.0507009873554804934193349852946");
  }

  private static Real alpha(Real x) {
    return decimal(x, "1.6732632423543772848170429916717");
  }

  private static Real decimal(Real x, String text) {
    BigDecimal exact = new BigDecimal(text);
    Real unscaled = zero(x);
    for (char digit : exact.unscaledValue().toString().toCharArray()) {
      unscaled = times(10, unscaled).add(x.number(digit - '0'));
    }
    return unscaled.divide(x.number(10).pow(x.number(exact.scale())));
  }
}
