package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.expression.Comparison;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.PathStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of expressions. From loosest to tightest: OR, AND, NOT, comparisons and tests,
 * concatenation, sums, products, signs.
 */
class ExprParser extends TokenReader {
  private static final String ROOT = "root";

  /** Levels of operators that make values. */
  private static final int LEVELS = 3;

  private final List<AttributeValue> parameters;
  private int parametersUsed;

  /** Where in a value the parser is, as errors about numbers tell it. */
  private String under = ROOT;

  ExprParser(String text, List<AttributeValue> parameters) {
    super(text);
    this.parameters = parameters;
  }

  /** To be called at the end of the statement. */
  final void requireEnoughParameters() {
    if (parametersUsed > parameters.size()) {
      throw ApiException.validation("Number of parameters in request and statement don't match.");
    }
  }

  final Expr expression() {
    enter();
    Expr result = logic(false);
    leave();
    return result;
  }

  private Expr logic(boolean and) {
    Expr first = and ? not() : logic(true);
    String keyword = and ? "and" : "or";
    if (!peek().isKeyword(keyword)) {
      return first;
    }
    Position at = peek().at();
    List<Expr> operands = new ArrayList<>();
    operands.add(first);
    while (takeKeyword(keyword)) {
      requireRightSide();
      operands.add(and ? not() : logic(true));
    }
    return new Expr.Logic(and, operands, at);
  }

  private Expr not() {
    Token token = peek();
    if (!takeKeyword("not")) {
      return comparison();
    }
    enter();
    Expr operand = not();
    leave();
    return new Expr.Not(operand, token.at());
  }

  private Expr comparison() {
    Expr left = value();
    int operators = 0;
    while (true) {
      Expr next = comparison(left);
      if (next == null) {
        return left;
      }
      if (++operators > 2) {
        throw Malformed.because("Unexpected operator");
      }
      left = next;
    }
  }

  /** What compares or tests {@code left}; null when nothing does. */
  private @Nullable Expr comparison(Expr left) {
    Token token = peek();
    Comparison comparison = token.kind() == Token.Kind.MARK ? comparator(token.text()) : null;
    if (comparison != null) {
      take();
      requireRightSide();
      return new Expr.Compare(comparison, left, value(), token.at());
    }
    if (token.kind() != Token.Kind.KEYWORD) {
      return null;
    }
    if (token.text().equals("not")) {
      return switch (peekSecond().text()) {
        case "between", "in", "like" -> {
          take();
          Expr test = comparison(left);
          yield test == null ? null : new Expr.Not(test, token.at());
        }
        default -> null;
      };
    }
    return switch (token.text()) {
      case "between" -> between(left);
      case "in" -> in(left);
      case "like" -> new Expr.Binary("like", left, likePattern(), token.at());
      case "is" -> is(left);
      default -> null;
    };
  }

  private static @Nullable Comparison comparator(String mark) {
    return switch (mark) {
      case "=" -> Comparison.EQ;
      case "<>", "!=" -> Comparison.NE;
      case "<" -> Comparison.LT;
      case "<=" -> Comparison.LE;
      case ">" -> Comparison.GT;
      case ">=" -> Comparison.GE;
      default -> null;
    };
  }

  private Expr likePattern() {
    take();
    requireRightSide();
    return value();
  }

  private Expr between(Expr left) {
    Position at = take().at();
    Expr low = value();
    expectKeyword("and");
    return new Expr.Between(left, low, value(), at);
  }

  private Expr in(Expr left) {
    Position at = take().at();
    Token open = peek();
    if (takeMark("(")) {
      return new Expr.In(left, elements(Expr.Seq.Kind.PARENTHESES, ")", open.at()), at);
    }
    return new Expr.In(left, value(), at);
  }

  private Expr is(Expr left) {
    Position at = take().at();
    boolean negated = takeKeyword("not");
    if (!isType(peek())) {
      throw Malformed.because("Expected type name");
    }
    Expr test = new Expr.Is(left, take().text(), at);
    return negated ? new Expr.Not(test, at) : test;
  }

  private static boolean isType(Token token) {
    return token.kind() == Token.Kind.KEYWORD && Keywords.isType(token.text());
  }

  /** A value: anything that binds tighter than a comparison. */
  final Expr value() {
    enter();
    Expr result = chain(0);
    leave();
    return result;
  }

  private Expr chain(int level) {
    if (level == LEVELS) {
      return signed();
    }
    Expr left = chain(level + 1);
    int operators = 0;
    while (level(peek()) == level) {
      Token operator = take();
      requireRightSide();
      enter();
      operators++;
      left = new Expr.Binary(operator.text(), left, chain(level + 1), operator.at());
    }
    for (; operators > 0; operators--) {
      leave();
    }
    return left;
  }

  /** How tight an operator binds; -1 for what is none. */
  private static int level(Token token) {
    if (token.kind() != Token.Kind.MARK) {
      return -1;
    }
    return switch (token.text()) {
      case "||" -> 0;
      case "+", "-" -> 1;
      case "*", "/", "%" -> 2;
      default -> -1;
    };
  }

  private Expr signed() {
    Token sign = peek();
    if (!sign.isMark("+") && !sign.isMark("-")) {
      return primary();
    }
    take();
    if (peek().kind() != Token.Kind.NUMBER) {
      throw unexpected();
    }
    Token number = take();
    return number((sign.text().equals("-") ? "-" : "") + number.text(), sign.at());
  }

  private Expr number(String text, Position at) {
    int point = text.startsWith("-") ? 1 : 0;
    boolean bare = text.charAt(point) == '.';
    String whole = bare ? text.substring(0, point) + "0" + text.substring(point) : text;
    try {
      return new Expr.Value(new AttributeValue.N(DynamoNumber.parse(whole)), at);
    } catch (ApiException outOfRange) {
      throw ApiException.validation(outOfRange.message() + " under " + under);
    }
  }

  private Expr primary() {
    Token token = peek();
    return switch (token.kind()) {
      case NUMBER -> number(take().text(), token.at());
      case TEXT -> new Expr.Value(new AttributeValue.S(take().text()), token.at());
      case NAME, QUOTED_NAME ->
          token.kind() == Token.Kind.NAME && peekSecond().isMark("(") ? call() : path();
      case KEYWORD -> keyword();
      case ION ->
          throw Malformed.at(
              "Ion Literals are not supported: SYMBOL under key " + under, token.at());
      case MARK -> bracketed();
      case END -> throw unexpected();
    };
  }

  private Expr keyword() {
    Token token = peek();
    Expr literal =
        switch (token.text()) {
          case "true" -> new Expr.Value(new AttributeValue.Bool(true), token.at());
          case "false" -> new Expr.Value(new AttributeValue.Bool(false), token.at());
          case "null" -> new Expr.Value(AttributeValue.Null.NULL, token.at());
          case "missing" -> new Expr.Missing(token.at());
          default -> null;
        };
    if (literal != null) {
      take();
      return literal;
    }
    if (peekSecond().isMark("(")) {
      return call();
    }
    throw unexpected();
  }

  private Expr call() {
    Token name = take();
    take();
    enter();
    if (peek().isKeyword("select")) {
      throw Malformed.at("Unsupported token in expression: SELECT", peek().at());
    }
    List<Expr> arguments = new ArrayList<>();
    if (!takeMark(")")) {
      do {
        if (peek().isMark("*")) {
          arguments.add(new Expr.Star(take().at()));
        } else {
          arguments.add(expression());
        }
      } while (takeMark(","));
      expectMark(")");
    }
    leave();
    return new Expr.Call(name.text().toLowerCase(Locale.ROOT), arguments, name.at());
  }

  private Expr bracketed() {
    Position at = peek().at();
    if (takeMark("?")) {
      return parameter(at);
    }
    if (takeMark("(")) {
      Expr.Seq group = elements(Expr.Seq.Kind.PARENTHESES, ")", at);
      return group.elements().size() == 1 ? group.elements().get(0) : group;
    }
    if (takeMark("[")) {
      return elements(Expr.Seq.Kind.LIST, "]", at);
    }
    if (takeMark("<<")) {
      return elements(Expr.Seq.Kind.BAG, ">>", at);
    }
    if (takeMark("{")) {
      return tuple(at);
    }
    throw unexpected();
  }

  private Expr parameter(Position at) {
    int number = parametersUsed++;
    return new Expr.Value(
        number < parameters.size() ? parameters.get(number) : AttributeValue.Null.NULL, at);
  }

  private Expr.Seq elements(Expr.Seq.Kind kind, String close, Position at) {
    List<Expr> elements = new ArrayList<>();
    String outer = under;
    if (!takeMark(close)) {
      do {
        if (kind == Expr.Seq.Kind.LIST) {
          under = outer + "[" + elements.size() + "]";
        }
        elements.add(expression());
      } while (takeMark(","));
      expectMark(close);
    } else if (kind == Expr.Seq.Kind.PARENTHESES) {
      throw unexpected();
    }
    under = outer;
    return new Expr.Seq(kind, elements, at);
  }

  private Expr tuple(Position at) {
    List<Expr> keys = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    String outer = under;
    if (!takeMark("}")) {
      do {
        Expr key = value();
        keys.add(key);
        expectMark(":");
        if (key instanceof Expr.Value named && named.value() instanceof AttributeValue.S name) {
          // The service leaves the names of an item's own attributes out.
          under = at.equals(itemAt()) ? ROOT : outer + "." + name.value();
        }
        values.add(expression());
      } while (takeMark(","));
      expectMark("}");
    }
    under = outer;
    return new Expr.Tuple(keys, values, at);
  }

  /** Where the item of an INSERT begins; null for other statements. */
  @Nullable Position itemAt() {
    return null;
  }

  final Expr.Path path() {
    Token first = take();
    List<PathStep> steps = new ArrayList<>();
    while (true) {
      if (takeMark(".")) {
        steps.add(new PathStep.Attribute(component()));
      } else if (takeMark("[")) {
        steps.add(index());
      } else {
        break;
      }
      if (steps.size() >= DocumentPath.ELEMENTS_MAX) {
        throw ApiException.validation(
            "The document path has too many nesting elements; nesting: " + (steps.size() + 1));
      }
    }
    return new Expr.Path(new DocumentPath(notEmpty(first.text()), steps), first.at());
  }

  private String component() {
    Token token = peek();
    if (token.isMark("*")) {
      throw ApiException.validation("Unpivot path component like a.*.b are not supported");
    }
    if (!token.isName()) {
      throw Malformed.because("Invalid path dot component");
    }
    return notEmpty(take().text());
  }

  static String notEmpty(String component) {
    if (component.isEmpty()) {
      throw ApiException.validation("Path component cannot be an empty string");
    }
    return component;
  }

  private PathStep index() {
    Token token = take();
    if (token.isMark("*")) {
      throw ApiException.validation("Wildcard path component like a[*].b are not supported");
    }
    expectMark("]");
    if (token.kind() == Token.Kind.TEXT) {
      return new PathStep.Attribute(notEmpty(token.text()));
    }
    if (token.kind() != Token.Kind.NUMBER || !token.text().matches("[0-9]+")) {
      throw Malformed.at("Unexpected path component", token.at());
    }
    try {
      return new PathStep.Index(Integer.parseInt(token.text()));
    } catch (NumberFormatException tooLarge) {
      throw ApiException.validation(
          "List index is not within the allowable range; index: [" + token.text() + "]");
    }
  }
}
