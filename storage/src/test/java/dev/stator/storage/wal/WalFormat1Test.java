package dev.stator.storage.wal;

import static dev.stator.storage.wal.LogHarness.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Format 1 byte by byte. These bytes must never change. */
class WalFormat1Test {
  private static final String GOLDEN =
      """
      535441544f52574c00000001000000400000000000000001000000000000000000000000000000000000000000000001000000000000000000000000531c3ae3
      3df953140000002a00000000000000010000000000000000000000000000000000000000000000000600000000000000
      d0d5c0fb00000030000000000000000200000000000000050000000000000001000000000000000302006e6f64652d62
      56e5f2070000003000000000000000030000000000000005000000000000000100000000000000020100676f6c64656e
      c010f60c0000002a00000000000000040000000000000005000000000000000200000000000000030100000000000000
      f4de7c050000002c0000000000000005010203040506070800000000000000011112131415161718017fdead00000000
      b7a4095f0000002b00000000000000060000000000000007000000000000000100000000000000010100780000000000
      213560340000002a00000000000000070000000000000000000000000000000600000000000000000600000000000000
      786773920000002a00000000000000080000000000000000000000000000000600000000000000000600000000000000
      ab5bfb130000002a00000000000000090000000000000005000000000000000100000000000000020300000000000000
      1a1e55410000002a000000000000000a0000000000000006000000000000002800000000000000090400000000000000
      4250446a0000002a000000000000000b0000000000000007000000000000000000000000000000000500000000000000
      fbe1ff7c00000032000000000000000c00000000000000050000000000000003000000000000000301003132333435363738000000000000
      046135540000002a000000000000000d0000000000000000000000000000000c00000000000000000600000000000000
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
