package dev.stator.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the results go beside the terminal. */
final class ReportOptions {
  @Option(names = "--report", paramLabel = "FILE", description = "A self-contained HTML report.")
  @Nullable Path html;

  @Option(names = "--json", paramLabel = "FILE", description = "The same figures as JSON.")
  @Nullable Path json;

  void write(List<Comparison> comparisons, Map<String, String> facts) throws IOException {
    if (html != null) {
      Files.writeString(html, HtmlReport.write(comparisons, facts));
      System.out.println("Report: " + html);
    }
    if (json != null) {
      Files.writeString(json, JsonReport.write(comparisons, facts));
      System.out.println("JSON: " + json);
    }
  }
}
