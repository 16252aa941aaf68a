package dev.stator.model.item;

import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/** The names of the types on the wire, encoded once. */
final class JsonTypes {
  static final SerializableString S = new SerializedString("S");
  static final SerializableString N = new SerializedString("N");
  static final SerializableString B = new SerializedString("B");
  static final SerializableString BOOL = new SerializedString("BOOL");
  static final SerializableString NULL = new SerializedString("NULL");
  static final SerializableString M = new SerializedString("M");
  static final SerializableString L = new SerializedString("L");
  static final SerializableString SS = new SerializedString("SS");
  static final SerializableString NS = new SerializedString("NS");
  static final SerializableString BS = new SerializedString("BS");

  private JsonTypes() {}
}
