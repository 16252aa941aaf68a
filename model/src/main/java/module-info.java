import org.jspecify.annotations.NullMarked;

/** Items, keys, expressions, requests and errors: what DynamoDB means, without any I/O. */
@NullMarked
module dev.stator.model {
  requires static transitive org.jspecify;
  requires transitive dev.stator.base;
  requires transitive tools.jackson.core;

  exports dev.stator.model.capacity;
  exports dev.stator.model.index;
  exports dev.stator.model.indexed;
  exports dev.stator.model.item;
  exports dev.stator.model.json;
  exports dev.stator.model.key;
  exports dev.stator.model.legacy;
  exports dev.stator.model.partiql;
  exports dev.stator.model.stream;
  exports dev.stator.model.wire;
  exports dev.stator.model;
  exports dev.stator.model.expression;
}
