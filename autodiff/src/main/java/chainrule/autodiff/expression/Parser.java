package chainrule.autodiff.expression;

import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Axes;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Slope;
import chainrule.autodiff.expression.Token.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads formulas by recursive descent. From loose to tight: comparisons; + and -; *, /, @ and
 * products without a sign, as in 2x and f(x)(1 - f(x)); a minus before an operand; ^ and raised
 * digits, to the right; calls, primes, entries [i] and .T.
 */
final class Parser {
  /** How deep parentheses and operators may nest. */
  private static final int MAX_DEPTH = 200;

  private static final List<String> COMPARISONS = List.of("<", "<=", ">", ">=", "==", "!=");

  private final Tokens tokens;
  private final Known known;
  private final Operands operands;
  private int depth;

  Parser(Tokens tokens, Known known) {
    this.tokens = tokens;
    this.known = known;
    this.operands = new Operands(this, tokens, known);
  }

  Formula formula() {
    return deeper(this::conditional);
  }

  /** Reads one level deeper. */
  Formula deeper(Supplier<Formula> read) {
    if (++depth > MAX_DEPTH) {
      throw tokens.error(tokens.peek(), "the formula nests deeper than " + MAX_DEPTH);
    }
    try {
      return read.get();
    } finally {
      depth--;
    }
  }

  /** A comparison, or a if c else b. */
  private Formula conditional() {
    Formula value = comparison();
    if (!tokens.peek().isName("if")) {
      return value;
    }
    int start = tokens.place();
    Token sign = tokens.next();
    Formula condition = comparison();
    if (!tokens.peek().isName("else")) {
      tokens.goTo(start); // a claim for a condition
      return value;
    }
    tokens.next();
    return tokens.operation(sign.offset(), "where", condition, value, formula());
  }

  private Formula comparison() {
    Formula left = sum();
    Formula result = null;
    while (COMPARISONS.contains(tokens.peek().text()) && tokens.peek().kind() == Kind.SIGN) {
      Token sign = tokens.next();
      Formula right = sum();
      Formula one = tokens.operation(sign.offset(), sign.text(), left, right);
      result = result == null ? one : tokens.operation(sign.offset(), "*", result, one);
      left = right;
    }
    return result == null ? left : result;
  }

  private Formula sum() {
    Formula left = product();
    while (tokens.peek().is("+") || tokens.peek().is("-")) {
      Token sign = tokens.next();
      left = tokens.operation(sign.offset(), sign.text(), left, product());
    }
    return left;
  }

  Formula product() {
    Formula left = factor();
    boolean divided = false;
    while (true) {
      Token sign = tokens.peek();
      if (sign.is("*") || sign.is("/") || sign.is("@")) {
        tokens.next();
        left = tokens.operation(sign.offset(), sign.text(), left, factor());
        divided = sign.is("/");
      } else if (operands.startsFactor(sign)) {
        if (divided && !isFraction(left, sign)) {
          throw tokens.error(
              sign,
              "a product without a sign after '/' can be read in two ways; write parentheses");
        }
        left = juxtaposed(sign.offset(), left, power());
        divided = false;
      } else {
        return left;
      }
    }
  }

  /** A product without a sign: of matrices and vectors as on paper, otherwise entry by entry. */
  private Formula juxtaposed(int offset, Formula left, Formula right) {
    int rows = known.rank(left);
    int columns = rows == 0 ? 0 : known.rank(right);
    if (rows == 1 && columns == 1 && right.is("T")) {
      return tokens.operation(offset, "outer", left, right.parts().get(0));
    }
    boolean matrices = columns > 0 && (rows > 1 || columns > 1 || isRow(left));
    return tokens.operation(offset, matrices ? "@" : "*", left, right);
  }

  /** Whether a vector is written as a row, as xᵀ and xᵀA. */
  private static boolean isRow(Formula vector) {
    return vector.is("T")
        || ((vector.is("@") || vector.is("/") || vector.is("negate") || vector.is("-"))
            && isRow(vector.parts().get(0)))
        || (vector.is("*") && vector.parts().stream().anyMatch(Parser::isRow));
  }

  /** 1/2 x and 1/2(x + y): a number, not 1/(2x). */
  private static boolean isFraction(Formula left, Token next) {
    return left.is("/")
        && left.parts().stream().allMatch(part -> part instanceof Numeral)
        && (next.spaced() || next.is("("));
  }

  private Formula factor() {
    Token token = tokens.peek();
    if (token.is("-")) {
      tokens.next();
      return tokens.operation(token.offset(), "negate", deeper(this::factor));
    }
    if (token.is("+")) {
      tokens.next();
      return deeper(this::factor);
    }
    return power();
  }

  Formula power() {
    Token first = tokens.peek();
    Formula base = postfix();
    Token token = tokens.peek();
    if (!token.is("^")) {
      return base;
    }
    int transposition = transposition();
    if (transposition > 0) {
      tokens.goTo(tokens.place() + transposition);
      return tokens.operation(token.offset(), "T", base);
    }
    tokens.next();
    return raised(first.offset(), base, deeper(this::factor));
  }

  /** The number of tokens of ^T or ^{T}, where T is no variable; 0 for another exponent. */
  private int transposition() {
    if (known.isVariable("T")) {
      return 0;
    }
    boolean braces = tokens.peek(1).is("{") && tokens.peek(2).isName("T") && tokens.peek(3).is("}");
    return braces ? 4 : tokens.peek(1).isName("T") ? 2 : 0;
  }

  private Formula raised(int offset, Formula base, Formula exponent) {
    if (base instanceof Name name && name.name().equals("e") && !known.isVariable("e")) {
      return tokens.operation(offset, "exp", exponent);
    }
    return tokens.operation(offset, "^", base, exponent);
  }

  Formula postfix() {
    Token first = tokens.peek();
    Formula base = operands.primary();
    while (true) {
      Token token = tokens.peek();
      if (token.is(".") && tokens.peek(1).isName("T")) {
        tokens.next();
        tokens.next();
        base = tokens.operation(first.offset(), "T", base);
      } else if (token.is("[") && !token.spaced()) {
        base = entry(first.offset(), base);
      } else if (token.kind() == Kind.SUPERSCRIPT) {
        tokens.next();
        base = raised(first.offset(), base, operands.superscript(token));
      } else if (token.is("'")) {
        base = primed(base);
      } else if (token.is(".") && tokens.peek(1).kind() == Kind.NAME && tokens.peek(2).is("(")) {
        tokens.next();
        Token method = tokens.next();
        if (!known.isFunction(method.text())) {
          throw known.unknownFunction(method);
        }
        base = operands.call(method, base);
      } else {
        return base;
      }
    }
  }

  /** The entries of an array, as a[i, j] and a[i][j]. */
  Formula entry(int offset, Formula base) {
    List<Formula> parts = new ArrayList<>(List.of(base));
    while (tokens.peek().is("[") && !tokens.peek().spaced()) {
      tokens.next();
      do {
        parts.add(formula());
      } while (tokens.accept(","));
      tokens.expect("]", "after the index");
    }
    return tokens.at(offset, new Apply("entry", parts, Axes.NONE));
  }

  /** (u(x)·v(x))', the derivative by the one variable that occurs. */
  private Formula primed(Formula base) {
    Token prime = tokens.peek();
    int order = tokens.count("'");
    List<String> varying =
        base.names().stream()
            .filter(n -> !known.isConstant(n))
            .flatMap(n -> known.variables(n).stream())
            .distinct()
            .toList();
    if (varying.size() != 1) {
      throw tokens.error(
          prime,
          "a prime behind a formula needs one variable in it, not "
              + varying.size()
              + "; write d/dx (…)");
    }
    Formula by = tokens.at(prime.offset(), Formula.name(varying.get(0)));
    return tokens.at(prime.offset(), new Slope(base, Collections.nCopies(order, by)));
  }
}
