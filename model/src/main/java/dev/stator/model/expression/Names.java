package dev.stator.model.expression;

import dev.stator.model.AttributeValue;
import java.util.ArrayList;
import java.util.List;

/** Looks up the placeholders of one expression. */
record Names(ExpressionKind kind, ExpressionAttributes attributes) {
  DocumentPath path(Syntax.Path path) {
    List<Syntax.Step> written = path.steps();
    if (written.size() > DocumentPath.ELEMENTS_MAX) {
      throw kind.invalid(
          "The document path has too many nesting levels; nesting levels: " + written.size());
    }
    List<PathStep> steps = new ArrayList<>(written.size() - 1);
    for (Syntax.Step step : written.subList(1, written.size())) {
      steps.add(
          step instanceof Syntax.Step.At at
              ? new PathStep.Index(at.index())
              : new PathStep.Attribute(name(step)));
    }
    return new DocumentPath(name(written.get(0)), steps);
  }

  private String name(Syntax.Step step) {
    return switch (step) {
      case Syntax.Step.Word word -> word.name();
      case Syntax.Step.Placeholder placeholder -> {
        String name = attributes.name(placeholder.key());
        if (name == null) {
          throw kind.invalid(
              "An expression attribute name used in the document path is not defined;"
                  + " attribute name: "
                  + placeholder.key());
        }
        yield name;
      }
      case Syntax.Step.At at -> throw new IllegalStateException("a path cannot begin with " + at);
    };
  }

  AttributeValue value(Syntax.Placeholder placeholder) {
    AttributeValue value = attributes.value(placeholder.key());
    if (value == null) {
      throw kind.invalid(
          "An expression attribute value used in expression is not defined; attribute value: "
              + placeholder.key());
    }
    return value;
  }
}
