package dev.stator.model.legacy;

import dev.stator.model.ApiException;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.ProjectionExpression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code AttributesToGet}: top-level attributes by their names. */
public final class LegacyProjection {
  private LegacyProjection() {}

  /**
   * @throws ApiException when a name is empty or comes twice
   */
  public static ProjectionExpression projection(List<String> names) {
    Set<String> seen = new HashSet<>();
    List<DocumentPath> paths = new ArrayList<>(names.size());
    for (String name : names) {
      if (name.isEmpty()) {
        throw ApiException.validation("Empty attribute name");
      }
      if (!seen.add(name)) {
        throw ApiException.validation(Term.INVALID + "Duplicate value in attribute name: " + name);
      }
      paths.add(DocumentPath.of(name));
    }
    return ProjectionExpression.of(paths);
  }
}
