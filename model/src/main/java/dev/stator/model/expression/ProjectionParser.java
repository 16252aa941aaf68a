package dev.stator.model.expression;

import java.util.ArrayList;
import java.util.List;

/** The grammar of projections: paths between commas. */
final class ProjectionParser extends Parser {
  private ProjectionParser(String text) {
    super(ExpressionKind.PROJECTION, text);
  }

  static List<Syntax.Path> parse(String text) {
    ProjectionParser parser = new ProjectionParser(text);
    List<Syntax.Path> paths = new ArrayList<>();
    do {
      paths.add(parser.path());
    } while (parser.takeIf(Token.Kind.COMMA));
    parser.finish();
    return paths;
  }

  @Override
  Syntax.Value callOperand(Function function) {
    throw syntaxError();
  }
}
