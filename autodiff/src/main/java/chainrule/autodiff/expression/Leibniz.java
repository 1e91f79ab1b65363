package chainrule.autodiff.expression;

import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Axes;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Slope;
import chainrule.autodiff.expression.Token.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads derivatives in the notation of Leibniz, as d/dx (…), df/dx, ∂L/∂W and d²f/dx², also as
 * fractions of LaTeX; and gradients.
 */
final class Leibniz {
  /** Between the names of x∂y and xdy. */
  private static final Pattern PARTIALS = Pattern.compile("∂");

  private static final Pattern DIFFERENTIALS = Pattern.compile("(?<=.)d(?=.)");

  private final Parser parser;
  private final Operands operands;
  private final Tokens tokens;
  private final Known known;

  Leibniz(Parser parser, Operands operands, Tokens tokens, Known known) {
    this.parser = parser;
    this.operands = operands;
    this.tokens = tokens;
    this.known = known;
  }

  /** The gradient of what follows: of a function, by its name or at arguments, or a formula. */
  Formula gradient(Token token) {
    List<Formula> by = new ArrayList<>();
    if (tokens.accept("_")) {
      boolean brace = tokens.accept("{");
      Token variable = tokens.next();
      if (!known.isDefined(variable.text())) {
        throw known.unknownName(variable);
      }
      by.add(tokens.at(variable.offset(), Formula.name(variable.text())));
      if (brace) {
        tokens.expect("}", "after the variable");
      }
    }
    Token first = tokens.peek();
    if (first.kind() != Kind.NAME && !first.is("(")) {
      throw tokens.error(first, "expected a function after grad, but found " + Tokens.shown(first));
    }
    Formula of =
        first.kind() == Kind.NAME && known.isDefinedFunction(first.text())
            ? function(tokens.next())
            : parser.deeper(parser::postfix);
    return tokens.at(token.offset(), new Slope(of, by));
  }

  private Formula function(Token name) {
    Formula function =
        tokens.accept("(")
            ? new Apply(name.text(), operands.arguments(")"), Axes.NONE)
            : Formula.name(name.text());
    return tokens.at(name.offset(), function);
  }

  /** d/dx (…), df/dx, ∂L/∂W, d²f/dx², where the token may begin one; otherwise null. */
  @Nullable Formula derivative(Token token) {
    String text = token.text();
    if (!text.startsWith("d") && !text.startsWith("∂")) {
      return null;
    }
    int start = tokens.place();
    String rest = text.substring(1);
    int order = 1;
    if (rest.isEmpty()) {
      order = exponent();
    } else if (rest.matches("[2-9].+") && !known.isVariable(rest)) {
      order = rest.charAt(0) - '0';
      rest = rest.substring(1);
    }
    Formula of = null;
    if (!rest.isEmpty()) {
      of = tokens.at(token.offset() + text.length() - rest.length(), Formula.name(rest));
    } else if (!tokens.peek().is("/") && tokens.peek().kind() == Kind.NAME) {
      Token name = tokens.next();
      of = tokens.at(name.offset(), Formula.name(name.text()));
    }
    if (of != null && tokens.peek().is("[")) {
      of = parser.entry(token.offset(), of);
    }
    if (of instanceof Name name && known.isDefinedFunction(name.name()) && tokens.peek().is("(")) {
      tokens.next();
      of = tokens.at(token.offset(), new Apply(name.name(), operands.arguments(")"), Axes.NONE));
    }
    List<Formula> by = tokens.accept("/") ? differentials(order) : null;
    if (by == null || (of instanceof Name name && !known.isDefined(name.name()))) {
      tokens.goTo(start);
      return null;
    }
    return tokens.at(token.offset(), new Slope(of != null ? of : operand(), by));
  }

  /** The operand of d/dx: a group in parentheses, or all up to the next + or -. */
  private Formula operand() {
    if (tokens.peek().is("(") || tokens.peek().is("{") || tokens.peek().is("[")) {
      return parser.deeper(parser::postfix);
    }
    return parser.deeper(parser::product);
  }

  private int exponent() {
    Token token = tokens.peek();
    if (token.kind() == Kind.SUPERSCRIPT && token.text().matches("[1-9]")) {
      return Integer.parseInt(tokens.next().text());
    }
    if (token.is("^")
        && tokens.peek(1).kind() == Kind.NUMBER
        && tokens.peek(1).text().matches("[1-9]")) {
      tokens.next();
      return Integer.parseInt(tokens.next().text());
    }
    if (token.is("^")
        && tokens.peek(1).is("{")
        && tokens.peek(2).text().matches("[1-9]")
        && tokens.peek(3).is("}")) {
      tokens.next();
      tokens.next();
      int order = Integer.parseInt(tokens.next().text());
      tokens.next();
      return order;
    }
    return 1;
  }

  /** dx, dx², dx dy, ∂x∂y: as many names as the order says; null if this is not that. */
  private @Nullable List<Formula> differentials(int order) {
    List<Formula> by = new ArrayList<>();
    boolean parentheses = tokens.accept("(");
    while (by.size() < order && tokens.peek().kind() == Kind.NAME) {
      Token token = tokens.next();
      String text = token.text();
      if (!text.startsWith("d") && !text.startsWith("∂")) {
        return null;
      }
      if (text.length() == 1 && tokens.peek().kind() == Kind.NAME) {
        token = tokens.next();
        text = "d" + token.text();
      }
      if (order > 1 && !known.isVariable(text.substring(1))) {
        int offset = token.offset();
        (text.startsWith("∂") ? PARTIALS : DIFFERENTIALS)
            .splitAsStream(text.substring(1))
            .forEach(one -> by.add(tokens.at(offset, Formula.name(one))));
        if (text.matches(".+\\d") && !known.isVariable(text.substring(1)) && by.size() == 1) {
          by.set(0, tokens.at(token.offset(), Formula.name(text.substring(1, text.length() - 1))));
        }
      } else if (text.length() > 1) {
        Token plain =
            operands.subscripted(
                new Token(Kind.NAME, text.substring(1), token.offset() + 1, false));
        by.add(tokens.at(plain.offset(), Formula.name(plain.text())));
      } else {
        return null;
      }
      if (by.isEmpty()) {
        return null;
      }
      Formula last = by.get(by.size() - 1);
      if (tokens.peek().is("[") && !tokens.peek().spaced()) {
        by.set(by.size() - 1, parser.entry(token.offset(), last));
      }
      int repeated = exponent();
      for (int k = 1; k < repeated; k++) {
        by.add(last);
      }
    }
    if (order > 1 && by.size() == 1) {
      by.addAll(Collections.nCopies(order - 1, by.get(0)));
    }
    if (parentheses && !tokens.accept(")")) {
      return null;
    }
    return by.size() == order ? by : null;
  }

  /** A fraction of LaTeX, which may be a derivative. */
  Formula fraction(Token token) {
    int start = tokens.place();
    List<Token> above = group();
    List<Token> below = tokens.peek().is("{") ? group() : List.of();
    if (isDifferential(above) && isDifferential(below)) {
      // Read again without the braces, with a stroke between.
      List<Token> flat = new ArrayList<>(joined(above));
      flat.add(new Token(Kind.SIGN, "/", token.offset(), false));
      flat.addAll(joined(below));
      tokens.replace(start, flat);
      Token first = tokens.next();
      Formula derivative = derivative(first);
      if (derivative == null) {
        throw tokens.error(token, "this derivative is not understood: write df/dx or d/dx (…)");
      }
      return derivative;
    }
    tokens.goTo(start);
    Formula top = braced();
    Formula bottom = braced();
    return tokens.operation(token.offset(), "/", top, bottom);
  }

  /** A group in braces or one token; of a number without braces one digit, as TeX reads it. */
  private Formula braced() {
    Token token = tokens.peek();
    if (token.kind() == Kind.NUMBER && token.text().matches("\\d{2,}")) {
      String rest = token.text().substring(1);
      tokens.next();
      tokens.replace(
          tokens.place() - 1, List.of(new Token(Kind.NUMBER, rest, token.offset() + 1, false)));
      return operands.number(
          new Token(Kind.NUMBER, token.text().substring(0, 1), token.offset(), false));
    }
    return operands.primary();
  }

  private List<Token> group() {
    if (!tokens.accept("{")) {
      return List.of(tokens.next());
    }
    List<Token> inside = new ArrayList<>();
    int open = 1;
    while (tokens.peek().kind() != Kind.END) {
      Token token = tokens.next();
      open += token.is("{") ? 1 : token.is("}") ? -1 : 0;
      if (open == 0) {
        return inside;
      }
      inside.add(token);
    }
    throw tokens.error(
        tokens.peek(),
        "expected '}' to close the fraction, but found " + Tokens.shown(tokens.peek()));
  }

  private boolean isDifferential(List<Token> group) {
    if (group.isEmpty() || group.get(0).kind() != Kind.NAME) {
      return false;
    }
    String first = group.get(0).text();
    return (first.startsWith("d") || first.startsWith("∂"))
        && !known.isVariable(first)
        && group.size() <= 12
        && (first.length() == 1
            ? group.size() == 1 || group.get(1).kind() == Kind.NAME || !group.get(1).is("+")
            : known.isDefined(first.substring(1)) || first.startsWith("∂") || group.size() <= 2);
  }

  /** d x of LaTeX as dx. */
  private static List<Token> joined(List<Token> group) {
    if (group.size() == 2
        && group.get(0).text().length() == 1
        && group.get(1).kind() == Kind.NAME) {
      Token d = group.get(0);
      return List.of(new Token(Kind.NAME, d.text() + group.get(1).text(), d.offset(), false));
    }
    return group;
  }
}
