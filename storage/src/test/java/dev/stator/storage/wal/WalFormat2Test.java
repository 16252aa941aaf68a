package dev.stator.storage.wal;

import static dev.stator.storage.wal.LogHarness.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Format 2 byte by byte. These bytes must never change. */
class WalFormat2Test {
  private static final String GOLDEN =
      """
      535441544f52574c00000002000000400000000000000001000000000000000000000000000000000000000000000001431dc490431dc4900000000031387ffd
      c236c7ce0000002a00000000000000010000000000000000000000000000000000000000000000000600000000000000
      2f1a542100000030000000000000000200000000000000050000000000000001000000000000000302006e6f64652d62
      a92a66dd0000003000000000000000030000000000000005000000000000000100000000000000020100676f6c64656e
      3fdf62d60000002a00000000000000040000000000000005000000000000000200000000000000030100000000000000
      0b11e8df0000002c0000000000000005010203040506070800000000000000011112131415161718017fdead00000000
      486b9d850000002b00000000000000060000000000000007000000000000000100000000000000010100780000000000
      defaf4ee0000002a00000000000000070000000000000000000000000000000600000000000000000600000000000000
      87a8e7480000002a00000000000000080000000000000000000000000000000600000000000000000600000000000000
      54946fc90000002a00000000000000090000000000000005000000000000000100000000000000020300000000000000
      e5d1c19b0000002a000000000000000a0000000000000006000000000000002800000000000000090400000000000000
      bd9fd0b00000002a000000000000000b0000000000000007000000000000000000000000000000000500000000000000
      192b02a500000032000000000000000c00000000000000050000000000000003000000000000000301003132333435363738000000000000
      fbaea18e0000002a000000000000000d0000000000000000000000000000000c00000000000000000600000000000000
      """;

  private static final String REUSED = "wal/wal-0000000004.log";
  private static final String SECOND_LIFE =
      """
      535441544f52574c00000002000000400000000000000004000000000000000300000000000003e80000000000000039431dc490431dc490000000005b0add56
      587308eb0000002a0000000000000039000000000000000100000000000000080000000000000001030000000000000035cf58bb0000002a000000000000003a
      0000000000000000000000000000003800000000000000000600000000000000b3e582ea0000002a000000000000003b00000000000000010000000000000009
      000000000000000103000000000000000c98b0490000002a000000000000003c0000000000000000000000000000003b00000000000000000600000000000000
      56a19b660000002a000000000000003d0000000000000000000000000000003b0000000000000000060000000000000091450c6800000032000000000000003e
      0000000000000001000000000000000b000000000000000101006e6577206c696665000000000000c74816ea0000002a000000000000003f0000000000000000
      000000000000003e000000000000000006000000000000000600000000000000afd166bb0000002a000000000000000800000000000000010000000000000001
      00000000000000010300000000000000ecd97c4e0000002a00000000000000090000000000000000000000000000000800000000000000000600000000000000
      0292013f0000002a000000000000000a0000000000000000000000000000000800000000000000000600000000000000d01810d700000037000000000000000b
      0000000000000001000000000000000300000000000000010100666f726d6572206c6966652032003bc5e9cd0000002a000000000000000c0000000000000000
      000000000000000b0000000000000000060000000000000061fcc2e20000002a000000000000000d0000000000000000000000000000000b0000000000000000
      060000000000000096868e490000002a000000000000000e0000000000000001000000000000000200000000000000010300000000000000f0154f6e0000002a
      000000000000000f0000000000000000000000000000000e000000000000000006000000000000001888430d0000002a00000000000000100000000000000000
      000000000000000e000000000000000006000000000000001dd0b64c000000370000000000000011000000000000000100000000000000040000000000000001
      0100666f726d6572206c6966652033002e4611e00000002a00000000000000120000000000000000000000000000001100000000000000000600000000000000
      00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      """;

  @Test
  void everyRecordIsWrittenAsDocumented() throws IOException {
    assertThat(golden(write())).isEqualTo(GOLDEN);
  }

  @Test
  void goldenBytesAreRead() throws IOException {
    byte[] bytes = HexFormat.of().parseHex(GOLDEN.replaceAll("\\s", ""));
    LogHarness on = new LogHarness();
    on.disk.makeFolder("wal");
    try (Disk.File file = on.disk.open("wal/wal-0000000001.log", Disk.Mode.CREATE)) {
      file.write(ByteBuffer.wrap(bytes), 0);
    }
    on.open();
    assertThat(on.log.groups()).containsExactly(5L, 6L, 0x0102030405060708L);
    assertThat(on.group(5).hardState()).isEqualTo(new HardState(3, "node-b", 1));
    assertThat(on.payloads(5)).containsExactly("", "12345678");
    assertThat(on.group(5).firstIndex()).isEqualTo(2);
    assertThat(on.group(5).term(1)).isEqualTo(2);
    assertThat(on.group(6).firstIndex()).isEqualTo(41);
    assertThat(on.group(6).term(40)).isEqualTo(9);
    LogEntry large = on.group(0x0102030405060708L).read(1, 100).getFirst();
    assertThat(large.term()).isEqualTo(0x1112131415161718L);
    assertThat(large.kind()).isEqualTo((byte) 0x7f);
    assertThat(large.payload()).containsExactly(0xde, 0xad);
  }

  /** The fourth segment, in the file that was the first: new records, then what is left of old. */
  @Test
  void aFileInItsSecondLifeIsWrittenAsDocumented() throws IOException {
    LogHarness on = secondLife();
    byte[] bytes = bytes(on, REUSED);
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < bytes.length; at += 64) {
      text.append(HexFormat.of().formatHex(bytes, at, at + 64)).append('\n');
    }
    assertThat(text.toString()).isEqualTo(SECOND_LIFE);
  }

  @Test
  void aFileInItsSecondLifeIsRead() throws IOException {
    LogHarness written = secondLife();
    LogHarness on = new LogHarness();
    on.disk.makeFolder("wal");
    for (String name : written.segments()) {
      String path = "wal/" + name;
      byte[] golden = HexFormat.of().parseHex(SECOND_LIFE.replaceAll("\\s", ""));
      try (Disk.File file = on.disk.open(path, Disk.Mode.CREATE)) {
        file.write(ByteBuffer.wrap(path.equals(REUSED) ? golden : bytes(written, path)), 0);
      }
    }
    on.open();
    assertThat(on.payloads(1)).isEqualTo(written.payloads(1));
    assertThat(on.payloads(1).getLast()).isEqualTo("new life");
  }

  private static LogHarness secondLife() throws IOException {
    LogHarness on = new LogHarness();
    on.options = LogOptions.small(1024);
    on.open();
    for (int i = 0; i < 10; i++) {
      on.add(1, "former life " + i);
      on.group(1).trim(on.group(1).lastIndex() - 1);
      on.settle();
    }
    on.add(1, "new life");
    return on;
  }

  private static byte[] bytes(LogHarness of, String path) throws IOException {
    try (Disk.File file = of.disk.open(path, Disk.Mode.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      file.read(bytes, 0);
      return bytes.array();
    }
  }

  private static LogHarness write() throws IOException {
    LogHarness on = new LogHarness().open();
    on.append(5, new HardState(3, "node-b", 1), "", entry(1, 2, "golden"), entry(2, 3, ""));
    on.append(
        0x0102030405060708L,
        null,
        "",
        new LogEntry(1, 0x1112131415161718L, (byte) 0x7f, new byte[] {(byte) 0xde, (byte) 0xad}));
    on.append(7, null, "", entry(1, 1, "x"));
    on.settle();
    on.group(5).trim(1);
    on.group(6).reset(40, 9, on.caller, () -> {});
    on.group(7).drop();
    on.append(5, null, "", entry(3, 3, "12345678"));
    on.settle();
    return on;
  }

  /** The header and each record on a line of its own, for people. */
  private static String golden(LogHarness on) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
    try (Disk.File file = on.disk.open("wal/wal-0000000001.log", Disk.Mode.READ)) {
      file.read(bytes, 0);
    }
    StringBuilder text = new StringBuilder();
    text.append(HexFormat.of().formatHex(bytes.array(), 0, SegmentHeader.BYTES)).append('\n');
    int at = SegmentHeader.BYTES;
    while (bytes.getInt(at + 4) != 0) {
      int end = at + RecordFormat1.paddedBytes(bytes.getInt(at + 4));
      text.append(HexFormat.of().formatHex(bytes.array(), at, end)).append('\n');
      at = end;
    }
    return text.toString();
  }
}
