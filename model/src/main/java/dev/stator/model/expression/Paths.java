package dev.stator.model.expression;

import java.util.ArrayList;
import java.util.List;

/** Collects the paths that a tree speaks of, from left to right. */
final class Paths {
  private final List<DocumentPath> found = new ArrayList<>();

  private Paths() {}

  static List<DocumentPath> of(Condition condition) {
    Paths paths = new Paths();
    paths.add(condition);
    return paths.found;
  }

  static List<DocumentPath> of(Operand operand) {
    Paths paths = new Paths();
    paths.add(operand);
    return paths.found;
  }

  private void add(Condition condition) {
    switch (condition) {
      case Condition.And and -> and.operands().forEach(this::add);
      case Condition.Or or -> or.operands().forEach(this::add);
      case Condition.Not not -> add(not.operand());
      case Condition.Compare compare -> {
        add(compare.left());
        add(compare.right());
      }
      case Condition.Between between -> {
        add(between.value());
        add(between.low());
        add(between.high());
      }
      case Condition.In in -> {
        add(in.value());
        in.options().forEach(this::add);
      }
      case Condition.Exists exists -> found.add(exists.path());
      case Condition.NotExists notExists -> found.add(notExists.path());
      case Condition.HasType hasType -> add(hasType.value());
      case Condition.BeginsWith beginsWith -> {
        add(beginsWith.value());
        add(beginsWith.prefix());
      }
      case Condition.Contains contains -> {
        add(contains.value());
        add(contains.part());
      }
    }
  }

  private void add(Operand operand) {
    switch (operand) {
      case Operand.Path path -> found.add(path.path());
      case Operand.Literal literal -> {}
      case Operand.Size size -> add(size.of());
      case Operand.Sum sum -> {
        add(sum.left());
        add(sum.right());
      }
      case Operand.IfNotExists ifNotExists -> {
        found.add(ifNotExists.path());
        add(ifNotExists.otherwise());
      }
      case Operand.ListAppend listAppend -> {
        add(listAppend.first());
        add(listAppend.second());
      }
    }
  }
}
