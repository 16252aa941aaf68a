package dev.stator.router.operation;

import static dev.stator.router.operation.KeyElements.INVALID;

import dev.stator.cluster.table.OnDemandMax;
import dev.stator.model.ApiException;
import dev.stator.model.wire.Struct;
import org.jspecify.annotations.Nullable;

/** {@code OnDemandThroughput}, with the service's checks. Pure. */
final class OnDemandUnits {
  private OnDemandUnits() {}

  /**
   * What a request says, 0 for what it does not say; null when it says nothing at all.
   *
   * @param whose how the service says in a message whose it is
   */
  static @Nullable OnDemandMax of(@Nullable Struct throughput, String whose) {
    if (throughput == null) {
      return null;
    }
    return new OnDemandMax(
        units(throughput, "MaxReadRequestUnits", whose),
        units(throughput, "MaxWriteRequestUnits", whose));
  }

  private static long units(Struct throughput, String name, String whose) {
    Long units = throughput.number(name);
    if (units == null) {
      return 0;
    }
    if (units == 0 || units < -1) {
      throw outside(name, whose);
    }
    return units;
  }

  /** Refuses a bound on a table that is not billed per request. */
  static void checkMode(OnDemandMax max, boolean onDemand, String whose) {
    if (!onDemand && !max.equals(OnDemandMax.NONE)) {
      throw ApiException.validation(
          INVALID
              + (max.readUnits() != 0 ? "MaxReadRequestUnits" : "MaxWriteRequestUnits")
              + " for OnDemandThroughput"
              + whose
              + " cannot be specified when table BillingMode is PROVISIONED.");
    }
  }

  /** Refuses to take a bound away where there is none. */
  static void checkPositive(OnDemandMax max, String whose) {
    if (max.readUnits() < 0) {
      throw outside("MaxReadRequestUnits", whose);
    }
    if (max.writeUnits() < 0) {
      throw outside("MaxWriteRequestUnits", whose);
    }
  }

  private static ApiException outside(String name, String whose) {
    return ApiException.validation(
        INVALID
            + "Requested "
            + name
            + " for OnDemandThroughput"
            + whose
            + " is outside of valid range");
  }
}
