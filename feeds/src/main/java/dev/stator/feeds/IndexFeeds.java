package dev.stator.feeds;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.change.ChangeListener;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.table.TableDirectory;
import java.util.ArrayDeque;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * All feeds of global indexes on a node. An idle feed is a few numbers; so many feeds at a time
 * hold a page of changes, and others wait for their turn in the order in which they asked.
 */
public final class IndexFeeds implements ChangeListener {
  final PartitionClient local;
  final PartitionClient partitions;
  final TableDirectory tables;
  final Clock clock;
  final SerialExecutor executor;
  final FeedOptions options;
  private final ConcurrentSkipListMap<Long, Fed> led = new ConcurrentSkipListMap<>();
  private final ArrayDeque<IndexFeed> waiting = new ArrayDeque<>();
  private int pages;
  private boolean stopped;

  /**
   * @param local the partitions of this node
   * @param partitions those of the whole cluster
   */
  public IndexFeeds(
      PartitionClient local,
      PartitionClient partitions,
      TableDirectory tables,
      Clock clock,
      SerialExecutor executor,
      FeedOptions options) {
    this.local = local;
    this.partitions = partitions;
    this.tables = tables;
    this.clock = clock;
    this.executor = executor;
    this.options = options;
  }

  /** A partition that is led here. */
  private final class Fed {
    private final long partition;
    private final AtomicBoolean told = new AtomicBoolean();
    private final TreeMap<Long, IndexFeed> feeds = new TreeMap<>();

    Fed(long partition) {
      this.partition = partition;
    }

    void feed(PartitionTraits traits) {
      feeds
          .entrySet()
          .removeIf(feed -> {
            boolean gone = traits.global(feed.getKey()) == null;
            if (gone) {
              feed.getValue().stop();
            }
            return gone;
          });
      for (PartitionTraits.Global index : traits.global()) {
        if (!feeds.containsKey(index.id())) {
          IndexFeed feed = new IndexFeed(IndexFeeds.this, partition, traits, index);
          feeds.put(index.id(), feed);
          feed.start();
        }
      }
    }

    void changed() {
      told.set(false);
      feeds.values().forEach(IndexFeed::changed);
    }

    void stop() {
      feeds.values().forEach(IndexFeed::stop);
      feeds.clear();
    }
  }

  @Override
  public void leads(long partition, PartitionTraits traits) {
    Fed fed = led.computeIfAbsent(partition, Fed::new);
    executor.execute(() -> {
      if (!stopped && led.get(partition) == fed) {
        fed.feed(traits);
      }
    });
  }

  @Override
  public void changed(long partition) {
    Fed fed = led.get(partition);
    if (fed != null && fed.told.compareAndSet(false, true)) {
      executor.execute(fed::changed);
    }
  }

  @Override
  public void leadsNoMore(long partition) {
    Fed fed = led.remove(partition);
    if (fed != null) {
      executor.execute(fed::stop);
    }
  }

  /** Begins nothing new. */
  public void stop() {
    executor.execute(() -> {
      stopped = true;
      led.values().forEach(Fed::stop);
      waiting.clear();
    });
  }

  /** Gives the feed its turn, now or when another is done. */
  void enter(IndexFeed feed) {
    if (pages < options.pagesMax()) {
      pages++;
      feed.turn();
    } else {
      waiting.addLast(feed);
    }
  }

  /** A feed holds no page any more. */
  void leave() {
    pages--;
    IndexFeed next = waiting.pollFirst();
    if (next != null) {
      pages++;
      executor.execute(next::turn);
    }
  }
}
