package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.expression.UpdateAction;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.wire.TableNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The grammar of statements. */
final class StatementParser extends ExprParser {
  private static final String NOT_ON_INDEX = "This operation is not supported on an index";

  private @Nullable Position itemAt;

  StatementParser(String text, List<AttributeValue> parameters) {
    super(text, parameters);
  }

  @Override
  @Nullable Position itemAt() {
    return itemAt;
  }

  Statement statement() {
    Token first = peek();
    Statement statement =
        switch (first.kind() == Token.Kind.KEYWORD ? first.text() : "") {
          case "select" -> select(this::finish);
          case "insert" -> insert();
          case "update" -> update();
          case "delete" -> delete();
          case "from" -> updateFrom();
          case "exists" -> exists();
          case "create" -> throw ApiException.validation("Unsupported operation: CreateTable");
          case "drop" -> throw ApiException.validation("Unsupported operation: DropTable");
          default -> throw Malformed.because("Expected data manipulation");
        };
    requireEnoughParameters();
    return statement;
  }

  /** To be called when a clause is complete that nothing needs to follow. */
  private void finish() {
    takeMark(";");
    if (peek().kind() != Token.Kind.END) {
      throw Malformed.because("Unexpected token after expression");
    }
  }

  private record Source(String table, @Nullable String index) {}

  private Source source() {
    if (peek().kind() == Token.Kind.KEYWORD || peek().kind() == Token.Kind.END) {
      throw unexpected();
    }
    if (!peek().isName()) {
      throw ApiException.validation("Unexpected from source");
    }
    List<String> components = new ArrayList<>();
    components.add(notEmpty(take().text()));
    while (takeMark(".")) {
      if (!peek().isName()) {
        throw Malformed.because("Invalid path dot component");
      }
      components.add(notEmpty(take().text()));
    }
    if (peek().isMark("[")) {
      throw ApiException.validation("Unexpected from source");
    }
    if (components.size() > 2) {
      throw ApiException.validation("A path may contain at most 2 components in the FROM clause");
    }
    String table = components.get(0);
    if (!TableNames.isName(table) && !TableNames.isArn(table)) {
      throw ApiException.validation(
          "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9',"
              + " '-', '_', '.'.");
    }
    return new Source(table, components.size() == 1 ? null : components.get(1));
  }

  private String onlyTable(Source source, String otherwise) {
    if (source.index() != null) {
      throw ApiException.validation(otherwise);
    }
    return source.table();
  }

  private void refuseAlias() {
    if (peek().isKeyword("as") || peek().isName()) {
      throw ApiException.validation("Aliasing is not supported");
    }
  }

  private Statement exists() {
    take();
    expectMark("(");
    if (!peek().isKeyword("select")) {
      throw peek().kind() == Token.Kind.KEYWORD
          ? ApiException.validation("Unsupported operation in transaction.")
          : unexpected();
    }
    return new Statement.Exists(
        select(() -> {
          expectMark(")");
          finish();
        }));
  }

  /**
   * @param end takes what has to follow
   */
  private Statement.Select select(Runnable end) {
    take();
    if (peek().isKeyword("distinct")) {
      throw ApiException.validation("Unsupported token in expression: DISTINCT");
    }
    if (peek().isKeyword("value") || peek().isKeyword("pivot")) {
      throw ApiException.validation("Select projection doesn't support value or pivot keywords");
    }
    List<Expr> projected = projected();
    expectKeyword("from");
    Source source = source();
    refuseAlias();
    refuseJoin();
    Expr where = takeKeyword("where") ? expression() : null;
    if (peek().isKeyword("group")) {
      throw ApiException.validation("Unsupported clause: GROUP BY");
    }
    List<Statement.Order> order = order();
    if (peek().isKeyword("limit") || peek().isKeyword("offset")) {
      Token clause = take();
      throw Malformed.at(
          "Unsupported clause: " + clause.text().toUpperCase(Locale.ROOT), peek().at());
    }
    end.run();
    List<DocumentPath> projection = projected == null ? null : projection(projected);
    Condition condition = where == null ? null : Conditions.where(where);
    return new Statement.Select(source.table(), source.index(), projection, condition, order);
  }

  private void refuseJoin() {
    Token next = peek();
    boolean several =
        next.isMark(",")
            || (next.kind() == Token.Kind.KEYWORD
                && switch (next.text()) {
                  case "join", "inner", "left", "right", "full", "cross", "outer" -> true;
                  default -> false;
                });
    if (several) {
      throw ApiException.validation("Only select from a single table or index is supported.");
    }
  }

  /** Null for {@code *}. */
  private @Nullable List<Expr> projected() {
    if (takeMark("*")) {
      if (peek().isMark(",")) {
        throw ApiException.validation(
            "Other attributes should not be present in the projection when '*' is used.");
      }
      return null;
    }
    List<Expr> projected = new ArrayList<>();
    do {
      if (peek().isMark("*")) {
        throw ApiException.validation(
            "Other attributes should not be present in the projection when '*' is used.");
      }
      projected.add(value());
      refuseAlias();
    } while (takeMark(","));
    return projected;
  }

  private static List<DocumentPath> projection(List<Expr> projected) {
    List<DocumentPath> paths = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Expr expr : projected) {
      if (!(expr instanceof Expr.Path path)) {
        throw Malformed.at("Unexpected path component", expr.at());
      }
      String name = Projected.name(path.path());
      if (!names.add(name)) {
        throw ApiException.validation("Duplicate identifiers in select clause: " + name);
      }
      paths.add(path.path());
    }
    return ProjectionExpression.of(ExpressionKind.STATEMENT, paths).paths();
  }

  private List<Statement.Order> order() {
    List<Statement.Order> order = new ArrayList<>();
    if (!takeKeyword("order")) {
      return order;
    }
    expectKeyword("by");
    do {
      Expr by = value();
      if (!(by instanceof Expr.Path path && path.path().isTopLevel())) {
        throw ApiException.validation(
            "Argument to ORDER BY must be of type VariableReference. Type: " + by.name());
      }
      boolean descending = takeKeyword("desc");
      if (!descending) {
        takeKeyword("asc");
      }
      order.add(new Statement.Order(path.path().name(), descending));
    } while (takeMark(","));
    return order;
  }

  private Statement insert() {
    take();
    expectKeyword("into");
    Source source = source();
    if (peek().isMark("<<") || peek().isMark("{") || peek().isMark("[")) {
      throw ApiException.validation(
          "Unsupported operation: Inserting multiple items in a single statement is not"
              + " supported, use \"INSERT INTO tableName VALUE item\" instead");
    }
    if (peek().isName()) {
      throw Malformed.because("Unexpected token after expression");
    }
    expectKeyword("value");
    itemAt = peek().at();
    Expr item = value();
    if (peek().isKeyword("at")) {
      throw ApiException.validation("AT is not supported in insert statements.");
    }
    if (peek().isKeyword("returning")) {
      throw ApiException.validation("RETURNING is not supported in INSERT");
    }
    finish();
    String table =
        onlyTable(
            source,
            "FROM clause may only contain a single table name in data manipulation statements");
    if (!(item instanceof Expr.Tuple tuple)) {
      throw Malformed.at(
          "Unsupported format in item expression. Please use struct format {...} to express item"
              + " values for insert statement.",
          item.at());
    }
    return new Statement.Insert(table, Item.owning(Literals.item(tuple)));
  }

  private Statement update() {
    take();
    Source source = source();
    refuseAlias();
    List<UpdateAction> actions = actions();
    Expr where = takeKeyword("where") ? expression() : null;
    return update(source, actions, where);
  }

  /** {@code FROM table WHERE ... SET ...}, which the dialect also has. */
  private Statement updateFrom() {
    take();
    Source source = source();
    refuseAlias();
    Expr where = takeKeyword("where") ? expression() : null;
    return update(source, actions(), where);
  }

  private Statement update(Source source, List<UpdateAction> actions, @Nullable Expr where) {
    Statement.Returning returning = returning();
    finish();
    String table = onlyTable(source, NOT_ON_INDEX);
    Condition condition = where == null ? null : Conditions.where(where);
    return new Statement.Update(
        table, UpdateExpression.of(ExpressionKind.STATEMENT, actions), condition, returning);
  }

  private List<UpdateAction> actions() {
    List<UpdateAction> actions = new ArrayList<>();
    while (true) {
      if (takeKeyword("set")) {
        do {
          actions.add(assignment());
        } while (takeMark(","));
      } else if (takeKeyword("remove")) {
        actions.add(new UpdateAction.Remove(target()));
      } else {
        break;
      }
    }
    if (actions.isEmpty()) {
      throw unexpected();
    }
    return actions;
  }

  private UpdateAction assignment() {
    DocumentPath target = target();
    expectMark("=");
    return Updates.set(target, value());
  }

  private DocumentPath target() {
    if (!peek().isName()) {
      throw unexpected();
    }
    return path().path();
  }

  private Statement delete() {
    take();
    expectKeyword("from");
    if (!peek().isName()) {
      throw Malformed.because("Expected identifier for simple path");
    }
    Source source = source();
    refuseAlias();
    Expr where = takeKeyword("where") ? expression() : null;
    Statement.Returning returning = returning();
    finish();
    String table = onlyTable(source, NOT_ON_INDEX);
    if (returning != null && returning != Statement.Returning.ALL_OLD) {
      throw ApiException.validation(
          "Invalid returning clause: RETURNING "
              + returning.name().replace('_', ' ')
              + " *. Only RETURNING ALL OLD * is allowed in DELETE statements.");
    }
    Condition condition = where == null ? null : Conditions.where(where);
    return new Statement.Delete(table, condition, returning != null);
  }

  private Statement.@Nullable Returning returning() {
    if (!takeKeyword("returning")) {
      return null;
    }
    boolean all = takeKeyword("all");
    if (!all) {
      expectKeyword("modified");
    }
    boolean old = takeKeyword("old");
    if (!old) {
      expectKeyword("new");
    }
    if (!takeMark("*")) {
      if (peek().kind() == Token.Kind.END) {
        throw unexpected();
      }
      throw ApiException.validation(
          "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
    }
    if (peek().isMark(",")) {
      throw ApiException.validation(
          "Invalid syntax with multiple returning elements in RETURNING clause");
    }
    return Statement.Returning.valueOf((all ? "ALL" : "MODIFIED") + (old ? "_OLD" : "_NEW"));
  }
}
