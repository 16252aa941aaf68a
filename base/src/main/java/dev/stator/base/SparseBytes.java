package dev.stator.base;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A growable row of bytes in memory, in pages; pages that were never written take no memory and
 * read as zero. Not safe for several threads.
 */
public final class SparseBytes {
  private final byte[] zeros;
  private byte[][] pages = new byte[4][];
  private int pageCount;
  private long size;

  /**
   * @param pageBytes memory is taken and given back in pieces of this size
   */
  public SparseBytes(int pageBytes) {
    Check.that(pageBytes >= 1, "a page has at least one byte");
    zeros = new byte[pageBytes];
  }

  private SparseBytes(SparseBytes other) {
    zeros = other.zeros;
    pages = other.pages.clone();
    pageCount = other.pageCount;
    size = other.size;
    for (int i = 0; i < pageCount; i++) {
      pages[i] = isAbsent(pages[i]) ? zeros : pages[i].clone();
    }
  }

  /** A copy that shares nothing writable with this one. */
  public SparseBytes copy() {
    return new SparseBytes(this);
  }

  public long size() {
    return size;
  }

  /** Memory that pages of this size would take for {@code bytes}. */
  public long pagedBytes(long bytes) {
    return (bytes + zeros.length - 1) / zeros.length * zeros.length;
  }

  /** Grows with zeros, or cuts and gives memory back. */
  public void resize(long bytes) {
    Check.that(bytes >= 0, "a size is not negative");
    int pagesNew = Math.toIntExact(pagedBytes(bytes) / zeros.length);
    if (pagesNew > pages.length) {
      pages = Arrays.copyOf(pages, Math.max(pagesNew, pages.length * 2));
    }
    if (pagesNew > pageCount) {
      Arrays.fill(pages, pageCount, pagesNew, zeros);
    } else {
      Arrays.fill(pages, pagesNew, pageCount, zeros);
      clearAfter(bytes);
    }
    pageCount = pagesNew;
    size = bytes;
  }

  /** Reads until {@code target} is full or the bytes end; answers how many were read. */
  public int read(ByteBuffer target, long position) {
    Check.that(position >= 0, "a position is not negative");
    int total = (int) Math.min(target.remaining(), Math.max(0, size - position));
    long at = position;
    int left = total;
    while (left > 0) {
      int offset = (int) (at % zeros.length);
      int count = Math.min(left, zeros.length - offset);
      target.put(pages[(int) (at / zeros.length)], offset, count);
      at += count;
      left -= count;
    }
    return total;
  }

  /** Writes all that remains in {@code source}, growing as needed. */
  public void write(ByteBuffer source, long position) {
    Check.that(position >= 0, "a position is not negative");
    if (position + source.remaining() > size) {
      resize(position + source.remaining());
    }
    long at = position;
    while (source.hasRemaining()) {
      int offset = (int) (at % zeros.length);
      int count = Math.min(source.remaining(), zeros.length - offset);
      source.get(writablePage((int) (at / zeros.length)), offset, count);
      at += count;
    }
  }

  /** Absent pages are all the one array of zeros. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isAbsent(byte[] page) {
    return page == zeros;
  }

  private byte[] writablePage(int index) {
    if (isAbsent(pages[index])) {
      pages[index] = new byte[zeros.length];
    }
    return pages[index];
  }

  /** What lies beyond the end must read as zero when the bytes grow again. */
  private void clearAfter(long bytes) {
    int offset = (int) (bytes % zeros.length);
    int index = (int) (bytes / zeros.length);
    if (offset != 0 && !isAbsent(pages[index])) {
      Arrays.fill(pages[index], offset, zeros.length, (byte) 0);
    }
  }
}
