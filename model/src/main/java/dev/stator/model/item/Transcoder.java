package dev.stator.model.item;

import tools.jackson.core.JsonGenerator;

/** Turns one encoded item into JSON, byte by byte where it can. */
final class Transcoder {
  private final JsonGenerator out;
  private final ItemReader in;
  private final Utf8Name name;
  private final NumberPrinter printer = new NumberPrinter();

  Transcoder(JsonGenerator out, ItemReader in) {
    this.out = out;
    this.in = in;
    this.name = new Utf8Name(in.bytes());
  }

  void item() {
    in.checkVersion();
    entries(0);
    in.checkEnd();
  }

  private void entries(int depth) {
    int count = in.readCount(2);
    out.writeStartObject();
    for (int i = 0; i < count; i++) {
      int length = in.readLength();
      out.writeName(name.at(in.at(), length));
      in.skip(length);
      value(depth);
    }
    out.writeEndObject();
  }

  private void value(int depth) {
    if (depth > ItemFormat.DEPTH_MAX) {
      throw new CorruptItemException("nested deeper than " + ItemFormat.DEPTH_MAX);
    }
    in.readHead();
    int type = in.type();
    int outer = in.enter();
    out.writeStartObject();
    switch (type) {
      case ItemFormat.S -> {
        out.writeName(JsonTypes.S);
        text(in.left());
      }
      case ItemFormat.INTEGER, ItemFormat.DECIMAL -> {
        out.writeName(JsonTypes.N);
        number(type);
      }
      case ItemFormat.B -> {
        out.writeName(JsonTypes.B);
        binary(in.left());
      }
      case ItemFormat.FALSE, ItemFormat.TRUE -> {
        out.writeName(JsonTypes.BOOL);
        out.writeBoolean(type == ItemFormat.TRUE);
      }
      case ItemFormat.NULL -> {
        out.writeName(JsonTypes.NULL);
        out.writeBoolean(true);
      }
      default -> composite(type, depth);
    }
    out.writeEndObject();
    in.leave(outer);
  }

  private void composite(int type, int depth) {
    switch (type) {
      case ItemFormat.M -> {
        out.writeName(JsonTypes.M);
        entries(depth + 1);
      }
      case ItemFormat.L -> {
        out.writeName(JsonTypes.L);
        elements(type, depth);
      }
      case ItemFormat.SS -> {
        out.writeName(JsonTypes.SS);
        elements(type, depth);
      }
      case ItemFormat.NS -> {
        out.writeName(JsonTypes.NS);
        elements(type, depth);
      }
      case ItemFormat.BS -> {
        out.writeName(JsonTypes.BS);
        elements(type, depth);
      }
      default -> throw new CorruptItemException("no type: " + type);
    }
  }

  private void elements(int type, int depth) {
    int count = in.readCount(1);
    out.writeStartArray();
    for (int i = 0; i < count; i++) {
      switch (type) {
        case ItemFormat.L -> value(depth + 1);
        case ItemFormat.SS -> text(in.readLength());
        case ItemFormat.NS -> numberWithHead();
        default -> binary(in.readLength());
      }
    }
    out.writeEndArray();
  }

  private void text(int length) {
    if (JsonText.isPlain(in.bytes(), in.at(), length)) {
      out.writeRawUTF8String(in.bytes(), in.at(), length);
    } else {
      out.writeUTF8String(in.bytes(), in.at(), length);
    }
    in.skip(length);
  }

  private void binary(int length) {
    out.writeBinary(in.bytes(), in.at(), length);
    in.skip(length);
  }

  private void numberWithHead() {
    in.readHead();
    int type = in.type();
    int outer = in.enter();
    number(type);
    in.leave(outer);
  }

  /** Writes the number that fills what is left. */
  private void number(int type) {
    int exponent =
        switch (type) {
          case ItemFormat.INTEGER -> 0;
          case ItemFormat.DECIMAL -> in.readExponent();
          default -> throw new CorruptItemException("no number: type " + type);
        };
    if (type == ItemFormat.DECIMAL && in.left() > Long.BYTES) {
      out.writeString(in.readBigDecimal(exponent).toString());
    } else {
      int length = printer.print(in.readInteger(), exponent);
      out.writeRawUTF8String(printer.text(), 0, length);
    }
  }
}
