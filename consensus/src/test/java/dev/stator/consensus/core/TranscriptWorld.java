package dev.stator.consensus.core;

import dev.stator.base.Clock;
import dev.stator.base.SeededRandom;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.liveness.Heard;
import dev.stator.consensus.liveness.Withdrawal;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A few cores, their logs and the messages between them, moved by commands of a transcript. Nothing
 * happens by itself: time, syncs, applies and deliveries are commands.
 */
final class TranscriptWorld {
  private static final long MILLIS = 1_000_000;
  private static final long LEASE = 300 * MILLIS;

  /** What a leader counts after a ping was sent: a lease less 3 %. */
  private static final long SUPPORT = 291 * MILLIS;

  private final Map<String, TranscriptNode> nodes = new LinkedHashMap<>();
  private final List<Sent> network = new ArrayList<>();
  private final TreeSet<Probe> probes = new TreeSet<>();
  private final StringBuilder out = new StringBuilder();
  private Membership membership;
  private CoreOptions options =
      new CoreOptions(300 * MILLIS, 300 * MILLIS, 60 * MILLIS, 100, 200, 1000, 1600);
  private long now;
  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return now;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };

  private record Sent(String from, Message message) {}

  /** Runs one command line; answers what came of it. */
  String run(String line) {
    out.setLength(0);
    String[] words = line.trim().split(" +");
    switch (words[0]) {
      case "group" -> group(Arrays.copyOfRange(words, 1, words.length));
      case "node" -> nodes.put(words[1], new TranscriptNode());
      case "change" -> change(words[1], Arrays.copyOfRange(words, 2, words.length));
      case "options" -> options(words);
      case "member" -> member(words);
      case "start" -> start(words[1]);
      case "time" -> now += Long.parseLong(words[1]) * MILLIS;
      case "tick" -> step(words[1], new Event.TimeElapsed());
      case "propose" -> propose(words[1], Arrays.copyOfRange(words, 2, words.length));
      case "sync" -> sync(words[1], words.length > 2 ? Long.parseLong(words[2]) : 0);
      case "apply" -> apply(words[1]);
      case "noted" -> step(words[1], new Event.Noted());
      case "rebuilt" -> rebuilt(words[1], Long.parseLong(words[2]));
      case "durable" ->
          step(
              words[1], new Event.Durable(Long.parseLong(words[2]), TranscriptText.room(words, 3)));
      case "replay" -> step(words[1], new Event.Replay(TranscriptText.room(words, 2)));
      case "deliver" -> deliver(words[1], false, false);
      case "double" -> deliver(words[1], true, false);
      case "deliver-last" -> deliver(words[1], false, true);
      case "drop" -> network.removeIf(sent -> link(sent).equals(words[1]));
      case "settle" -> settle(Arrays.copyOfRange(words, 1, words.length));
      case "restart" -> restart(words[1]);
      case "ping" -> ping(words);
      case "hear" -> hear(words[1], words[2]);
      case "silent" -> silent(words[1], words[2]);
      case "era" -> era(words[1], words[2]);
      case "process" -> nodes.get(words[1]).process++;
      case "stop" -> nodes.get(words[1]).core.stop();
      case "lease" -> lease(words[1]);
      case "barrier" -> step(words[1], new Event.BarrierWanted(++nodes.get(words[1]).barriers));
      case "hand-over" ->
          step(words[1], new Event.HandOverWanted(words.length > 2 ? words[2] : null));
      case "state" -> nodes.keySet().forEach(this::state);
      case "probes" -> say(probes.toString());
      default -> throw new IllegalArgumentException("unknown command " + line);
    }
    return out.toString();
  }

  /**
   * {@code ping a b [late=MS] [lost]}: a pings b, which hears it; its pong may be late, or lost.
   */
  private void ping(String[] words) {
    if (words[1].equals("all")) {
      for (String from : nodes.keySet()) {
        for (String to : nodes.keySet()) {
          if (!from.equals(to)) {
            ping(new String[] {"ping", from, to});
          }
        }
      }
      return;
    }
    TranscriptNode from = nodes.get(words[1]);
    TranscriptNode to = nodes.get(words[2]);
    String how = words.length > 3 ? words[3] : "";
    long sent = now;
    hear(words[2], words[1]);
    if (how.equals("lost")) {
      return;
    }
    if (how.startsWith("late=")) {
      now += Long.parseLong(how.substring(5)) * MILLIS;
    }
    TranscriptPeers.Node peer = from.peers.peer(words[2]);
    List<Withdrawal> brought = List.copyOf(to.peers.peer(words[1]).withdrawals);
    to.peers.peer(words[1]).withdrawals.clear();
    for (Withdrawal withdrawal : brought) {
      say("%s learns that %s has left term %d", words[1], words[2], withdrawal.term());
      from.lease.mark(words[2], withdrawal.term(), now);
    }
    boolean changed = !peer.support().runs(now) || peer.processSeen != to.process;
    peer.isAnswered(sent, now, SUPPORT, peer.processSeen != to.process);
    peer.processSeen = to.process;
    for (Withdrawal withdrawal : brought) {
      step(words[1], new Event.Withdrawn(words[2], withdrawal.term(), now));
    }
    from.lease.unmark(Long.MAX_VALUE);
    if (changed) {
      step(words[1], new Event.PeerChanged(words[2]));
    }
  }

  /** {@code hear b a}: b hears a ping of a. */
  private void hear(String who, String whom) {
    TranscriptNode node = nodes.get(who);
    TranscriptPeers.Node peer = node.peers.peer(whom);
    Heard before = peer.heard();
    long process = nodes.get(whom).process;
    peer.hears(process, 10 * process + peer.era, now);
    if (!before.within(LEASE, now)
        || !before.equals(new Heard(process, peer.heard().era(), before.atNanos()))) {
      step(who, new Event.PeerChanged(whom));
    }
  }

  /** {@code silent b a}: nothing more from a at b; b is told. Let the time pass first. */
  private void silent(String who, String whom) {
    nodes.get(who).peers.peer(whom).lapses();
    step(who, new Event.PeerChanged(whom));
  }

  /** {@code era b a}: b hears that a has begun a new era. */
  private void era(String who, String whom) {
    nodes.get(who).peers.peer(whom).era++;
    hear(who, whom);
  }

  private void lease(String name) {
    boolean holds = nodes.get(name).lease.holds(clock);
    say(name + (holds ? " serves strong reads" : " serves no strong reads"));
  }

  private void group(String[] names) {
    membership = TranscriptText.membership(names);
    membership.voters().forEach(member -> nodes.put(member.name(), new TranscriptNode()));
    membership.learners().forEach(member -> nodes.put(member.name(), new TranscriptNode()));
  }

  private void change(String name, String[] names) {
    String refusal = nodes.get(name).core.change(TranscriptText.membership(names));
    if (refusal != null) {
      say(name + " refuses: " + refusal);
    } else {
      step(name, new Event.Flush());
    }
  }

  private void options(String[] words) {
    long append = Long.parseLong(words[1]);
    options =
        new CoreOptions(
            300 * MILLIS,
            300 * MILLIS,
            60 * MILLIS,
            append,
            Long.parseLong(words[2]),
            Long.parseLong(words[3]),
            Long.parseLong(words[4]));
  }

  /** {@code member a term=3 vote=b commit=1 applied=1 log=1,1,3}: the terms of its entries. */
  private void member(String[] words) {
    TranscriptNode node = nodes.get(words[1]);
    Map<String, String> given = new LinkedHashMap<>();
    for (String word : Arrays.copyOfRange(words, 2, words.length)) {
      given.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
    }
    node.durableHard =
        new HardState(
            Long.parseLong(given.getOrDefault("term", "0")),
            given.getOrDefault("vote", ""),
            Long.parseLong(given.getOrDefault("commit", "0")));
    node.applied = Long.parseLong(given.getOrDefault("applied", "0"));
    for (String term : given.getOrDefault("log", "").split(",")) {
      if (!term.isEmpty()) {
        long index = node.durableLog.size() + 1;
        byte[] payload = ("t" + term + "i" + index).getBytes(StandardCharsets.UTF_8);
        node.durableLog.add(new LogEntry(index, Long.parseLong(term), EntryKind.COMMAND, payload));
      }
    }
  }

  private void start(String name) {
    if (name.equals("all")) {
      nodes.keySet().forEach(this::start);
      return;
    }
    TranscriptNode node = nodes.get(name);
    node.hard = node.durableHard;
    node.log = new ArrayList<>(node.durableLog);
    node.unsynced.clear();
    node.held.clear();
    node.allowed = node.applied;
    TermRuns terms =
        TermRuns.of(
            node.base + 1,
            node.base + node.log.size(),
            i -> i == node.base ? node.baseTerm : node.log.get((int) (i - node.base - 1)).term());
    GroupCore.Start start =
        new GroupCore.Start(
            7,
            name,
            membershipAt(node, node.applied),
            node.log.stream()
                .filter(e -> e.kind() == EntryKind.MEMBERSHIP && e.index() > node.applied)
                .map(e ->
                    new GroupCore.MembershipAt(e.index(), MembershipCodec1.decode(e.payload())))
                .toList(),
            options,
            node.hard,
            terms,
            node.applied,
            node.rebuilding != null);
    node.core =
        new GroupCore(
            start,
            (from, max) -> read(node, from, max),
            node.peers,
            new SeededRandom(1),
            branch -> probes.add((Probe) branch),
            now);
    step(name, new Event.Started());
  }

  /** What a store would have kept. */
  private Membership membershipAt(TranscriptNode node, long index) {
    Membership at = node.stored == null ? membership : node.stored;
    for (LogEntry entry : node.log) {
      if (entry.kind() == EntryKind.MEMBERSHIP && entry.index() <= index) {
        at = MembershipCodec1.decode(entry.payload());
      }
    }
    return at;
  }

  private void restart(String name) {
    network.removeIf(sent -> sent.message().to().equals(name));
    start(name);
  }

  private static List<LogEntry> read(TranscriptNode node, long from, long bytesMax) {
    List<LogEntry> result = new ArrayList<>();
    long bytes = 0;
    for (LogEntry entry : node.log) {
      if (entry.index() >= from) {
        bytes += entry.payload().length;
        if (bytes > bytesMax && !result.isEmpty()) {
          break;
        }
        result.add(entry);
      }
    }
    return result;
  }

  private void propose(String name, String[] commands) {
    for (String command : commands) {
      byte[] bytes =
          command.startsWith("*")
              ? new byte[Integer.parseInt(command.substring(1))]
              : command.getBytes(StandardCharsets.UTF_8);
      say(name + " answers " + nodes.get(name).core.propose(bytes));
    }
    step(name, new Event.Flush());
  }

  private void sync(String name, long through) {
    TranscriptNode node = nodes.get(name);
    if (node.unsynced.isEmpty()) {
      say("nothing to sync");
      return;
    }
    long marker = through == 0 ? node.unsynced.getLast().marker() : through;
    while (!node.unsynced.isEmpty() && node.unsynced.getFirst().marker() <= marker) {
      Effects.Append append = node.unsynced.removeFirst();
      node.durableHard = append.hardState() == null ? node.durableHard : append.hardState();
      append.entries().forEach(entry -> TranscriptNode.add(node.durableLog, entry));
    }
    while (!node.held.isEmpty() && node.held.getFirst().syncMarker() <= marker) {
      for (Message message : node.held.removeFirst().sendAfterSync()) {
        send(name, "released", message);
      }
    }
    step(name, new Event.Synced(marker));
  }

  private void apply(String name) {
    TranscriptNode node = nodes.get(name);
    node.applied = node.allowed;
    step(name, new Event.Applied(node.applied));
  }

  private void rebuilt(String name, long through) {
    nodes.get(name).rebuilding = null;
    step(name, new Event.Rebuilt(through));
  }

  private void deliver(String link, boolean keep, boolean last) {
    List<Sent> waiting = network.stream().filter(sent -> link(sent).equals(link)).toList();
    if (waiting.isEmpty()) {
      say("nothing from " + link);
      return;
    }
    Sent sent = last ? waiting.getLast() : waiting.getFirst();
    if (!keep) {
      network.remove(sent);
    }
    step(sent.message().to(), new Event.Received(sent.message()));
  }

  /** Syncs, applies and delivers among these members until nothing moves; says only the end. */
  private void settle(String[] among) {
    List<String> names = among.length == 0 ? List.copyOf(nodes.keySet()) : List.of(among);
    for (int round = 0; round < 200; round++) {
      for (String name : names) {
        TranscriptNode node = nodes.get(name);
        if (!node.unsynced.isEmpty()) {
          sync(name, 0);
        }
        if (node.allowed > node.applied) {
          apply(name);
        }
      }
      network.stream()
          .filter(s -> names.contains(s.from()) && names.contains(s.message().to()))
          .findFirst()
          .ifPresent(s -> deliver(link(s), false, false));
    }
    out.setLength(0);
    names.forEach(this::state);
  }

  private void step(String name, Event event) {
    TranscriptNode node = nodes.get(name);
    long barriersBefore = node.core.barrierPassed();
    boolean handingOver = node.core.handingOver(now);
    boolean led = node.core.isLeader();
    Effects effects = node.core.step(event, now);
    node.lease.publish(node.core.leaseGrounds());
    if (node.core.barrierPassed() > barriersBefore) {
      say("%s lets barriers through to %d", name, node.core.barrierPassed());
    }
    if (led && handingOver && !node.core.isLeader()) {
      say(name + " gives the lead to " + node.core.successor(now));
    } else if (handingOver && !node.core.handingOver(now)) {
      say(name + (node.core.handedOver() ? " has handed over" : " goes on"));
    }
    if (effects.reset() != null) {
      reset(node, effects.reset());
      say(
          "%s empties its log: it goes on after %d/%d",
          name, effects.reset().index(), effects.reset().term());
      say(name + " waits for sync " + effects.reset().marker());
      node.unsynced.add(new Effects.Append(effects.reset().marker(), null, List.of()));
    }
    Effects.Append append = effects.append();
    if (append != null) {
      if (append.hardState() != null) {
        node.hard = append.hardState();
        HardState hard = append.hardState();
        say(
            "%s writes term=%d vote=%s commit=%d",
            name, hard.term(), hard.votedFor(), hard.commitIndex());
      }
      if (!append.entries().isEmpty()) {
        append.entries().forEach(entry -> TranscriptNode.add(node.log, entry));
        say(name + " appends " + TranscriptText.show(append.entries()));
      }
      say(name + " waits for sync " + append.marker());
      node.unsynced.add(append);
    }
    effects.sendNow().forEach(message -> send(name, "now", message));
    if (!effects.sendAfterSync().isEmpty()) {
      node.held.add(effects);
      for (Message message : effects.sendAfterSync()) {
        say("%s holds until %d: %s", name, effects.syncMarker(), TranscriptText.show(message));
      }
    }
    if (effects.applyThrough() > 0) {
      node.allowed = effects.applyThrough();
      say(name + " may apply through " + effects.applyThrough());
    }
    if (effects.rebuild() != null) {
      node.rebuilding = effects.rebuild().point();
      say(
          "%s is to note: rebuild from %d/%d %s, says %s",
          name,
          node.rebuilding.index(),
          node.rebuilding.term(),
          TranscriptText.show(node.rebuilding.membership()),
          effects.rebuild().from());
    }
    if (effects.changeOutcome() != null) {
      say(name + " says of the change: " + effects.changeOutcome());
    }
    if (effects.roleChange() != null) {
      say(name + " tells " + effects.roleChange());
    }
    if (effects.trimThrough() > 0) {
      trim(node, effects.trimThrough());
      say(name + " trims through " + effects.trimThrough());
    }
    if (effects.wakeAtNanos() == Effects.NEVER) {
      say(name + " sets no timer");
    }
  }

  /** Durable at once: the note in the store, which is, stands for it. */
  private static void reset(TranscriptNode node, Effects.Reset reset) {
    node.base = reset.index();
    node.baseTerm = reset.term();
    node.log.clear();
    node.durableLog.clear();
    node.applied = reset.index();
    node.allowed = reset.index();
    node.stored = node.rebuilding.membership();
  }

  private void trim(TranscriptNode node, long through) {
    node.stored = membershipAt(node, through);
    node.baseTerm = node.log.get((int) (through - node.base - 1)).term();
    node.base = through;
    node.log.removeIf(entry -> entry.index() <= through);
    node.durableLog.removeIf(entry -> entry.index() <= through);
  }

  private void send(String from, String how, Message message) {
    say("%s sends (%s) %s", from, how, TranscriptText.show(message));
    network.add(new Sent(from, message));
  }

  private void state(String name) {
    TranscriptNode node = nodes.get(name);
    if (node.core == null) {
      return;
    }
    say(
        "%s is %s: term=%d commit=%d applied=%d log %s",
        name,
        node.core.roleName(),
        node.core.term(),
        node.core.commitIndex(),
        node.core.appliedIndex(),
        TranscriptText.show(node.log));
  }

  private static String link(Sent sent) {
    return sent.from() + ">" + sent.message().to();
  }

  private void say(String format, Object... details) {
    out.append("  ").append(String.format(format, details)).append('\n');
  }

  private void say(String line) {
    out.append("  ").append(line).append('\n');
  }
}
