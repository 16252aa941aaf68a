package dev.stator.server.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A queue into which any thread puts and from which one thread takes, without locks.
 *
 * <p>After Vyukov's "Non-intrusive MPSC node-based queue": a linked list whose head is the node
 * last taken. A putter first swings the tail to its node and then links the node; between the two
 * the queue is not empty, yet the taker has to wait an instant for the link.
 */
final class TaskQueue {
  private static final VarHandle NEXT;

  static {
    try {
      NEXT = MethodHandles.lookup().findVarHandle(Node.class, "next", Node.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final AtomicReference<Node> tail;
  private Node head;

  TaskQueue() {
    head = new Node(null, null);
    tail = new AtomicReference<>(head);
  }

  /** From any thread. */
  void put(RealSerialExecutor owner, Runnable task) {
    Node node = new Node(owner, task);
    Node before = tail.getAndSet(node);
    NEXT.setRelease(before, node);
  }

  /** From the taking thread: the next task, which stays valid until the next call; or null. */
  @Nullable Node take() {
    Node next = (Node) NEXT.getAcquire(head);
    if (next == null) {
      if (isEmpty()) {
        return null;
      }
      next = awaitLink();
    }
    // An old node that still points on would keep young garbage alive.
    NEXT.setOpaque(head, null);
    head = next;
    return next;
  }

  /** From the taking thread. */
  @SuppressWarnings("ReferenceEquality")
  boolean isEmpty() {
    return tail.get() == head;
  }

  private Node awaitLink() {
    while (true) {
      Node next = (Node) NEXT.getAcquire(head);
      if (next != null) {
        return next;
      }
      Thread.onSpinWait();
    }
  }

  /** One task. The head of the list is a node whose task was taken. */
  static final class Node {
    private final @Nullable RealSerialExecutor owner;
    private @Nullable Runnable task;

    @SuppressWarnings({"unused", "UnusedVariable"}) // through NEXT
    private volatile @Nullable Node next;

    private Node(@Nullable RealSerialExecutor owner, @Nullable Runnable task) {
      this.owner = owner;
      this.task = task;
    }

    String ownerName() {
      return owner == null ? "?" : owner.name();
    }

    /** Runs the task once and lets go of it, so that the head of the list keeps nothing alive. */
    void run() {
      Runnable once = task;
      task = null;
      if (once != null) {
        once.run();
      }
    }
  }
}
