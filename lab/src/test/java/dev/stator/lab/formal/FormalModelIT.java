package dev.stator.lab.formal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.Machinery;
import dev.stator.lab.process.SourceTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol's models: without an error as they are, and not with a bug. */
class FormalModelIT {
  @TempDir private Path folder;

  @BeforeAll
  static void tools() {
    Machinery.require("spin", "spin", "-V");
    Machinery.require("a C compiler", "gcc", "--version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "election -DCHANGES=0 -DTERMS=3 -DENTRIES=3",
        "election -DCHANGES=0 -DTERMS=2 -DENTRIES=4",
        "election -DCHANGES=1 -DTERMS=2 -DENTRIES=4 -DTWO_STAND=0",
        "election -DCHANGES=2 -DTERMS=3 -DENTRIES=4 -DCHAIN",
        "lease",
        "lease -DRESTART=1",
        "lease -DRESTART=2",
        "lease -DHANDOVER",
        "reads",
        "replica",
      })
  void holds(String model) {
    Spin.Search search = search(model);
    assertThat(search.complete()).as(search.output()).isTrue();
    assertThat(search.clean()).as(search.output()).isTrue();
    System.out.println(model + ": " + search.states() + " states");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "election -DCHANGES=0 -DTERMS=2 -DENTRIES=3 -DBUG_VOTE_FORGOTTEN",
        "election -DCHANGES=0 -DTERMS=2 -DENTRIES=3 -DBUG_LEAD_UNCOVERED",
        "election -DCHANGES=0 -DTERMS=2 -DENTRIES=3 -DBUG_SELF_UNSYNCED",
        "election -DCHANGES=0 -DTERMS=4 -DENTRIES=3 -DTWO_STAND=0 -DBUG_OLD_TERM_COUNTED",
        "election -DCHANGES=1 -DTERMS=2 -DENTRIES=4 -DTWO_STAND=0 -DBUG_SINGLE_STEP",
        "election -DCHANGES=2 -DTERMS=3 -DENTRIES=4 -DCHAIN -DBUG_LAST_KNOWN",
        "lease -DBUG_NO_PROMISE",
        "lease -DBUG_FROM_RECEIPT",
        "lease -DBUG_NO_MARGIN",
        "lease -DBUG_NO_WITHDRAWAL",
        "lease -DBUG_LATE_ANSWER",
        "lease -DBUG_PRE_VOTE_LEAVES",
        "lease -DBUG_FOLLOW_LATE",
        "lease -DRESTART=1 -DBUG_VOTE_AFTER_RESTART",
        "lease -DRESTART=1 -DBUG_ERA_IGNORED",
        "lease -DHANDOVER -DBUG_NO_REVOCATION",
        "reads -DBUG_LEASE_BEFORE_OWN_ENTRY",
        "reads -DBUG_BARRIER_BEFORE_OWN_ENTRY",
        "reads -DBUG_OLD_ANSWERS",
        "reads -DBUG_NOT_APPLIED",
        "replica -DBUG_TRIM_BY_LIVE",
        "replica -DBUG_TRIM_COMMITTED",
        "replica -DBUG_BEGIN_AT_APPLIED",
        "replica -DBUG_PROMOTE_INCOMPLETE",
      })
  void finds(String bug) {
    Spin.Search search = search(bug);
    assertThat(search.violated()).as(search.output()).isTrue();
  }

  private Spin.Search search(String words) {
    List<String> parts = List.of(words.split(" "));
    Path model = SourceTree.root().resolve("models/" + parts.getFirst() + ".pml");
    return Spin.search(model, parts.subList(1, parts.size()), folder);
  }
}
