package dev.lamina.cli.train;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a training run belongs to: its model, its data, and the options that change its numbers. A state file notes it. */
public final class RunIdentity {

    /** The longest cell of a comparison. */
    private static final int WIDEST = 60;

    private final Map<Part, String> parts;

    /** A part that can differ. */
    public enum Part {
        /** The text of the model. */
        MODEL,
        /** The samples before any are held out: their number and a hash. */
        DATA,
        /** The samples that are held out. */
        TEST,
        /** The samples of a step. */
        BATCH,
        /** How images are changed. */
        AUGMENT,
        /** The samples of a block that is shuffled by itself. */
        BLOCK,
        /** The number of epochs, of a schedule that depends on it. */
        EPOCHS;

        /** The name by which a user accepts a difference. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String key() {
            return "training." + word();
        }
    }

    private RunIdentity(Map<Part, String> parts) {
        this.parts = parts;
    }

    /** An identity of which nothing is known. */
    public RunIdentity() {
        this(new EnumMap<>(Part.class));
    }

    /** The identity that the metadata of a state file note; those of older versions note nothing. */
    public static RunIdentity of(Map<String, String> metadata) {
        RunIdentity noted = new RunIdentity();
        for (Part part : Part.values()) {
            String text = metadata.get(part.key());
            if (text != null) {
                noted.parts.put(part, text);
            }
        }
        return noted;
    }

    /** The same with one more part. */
    public RunIdentity with(Part part, String text) {
        return with(new RunIdentity(Map.of(part, text)));
    }

    /** The same with the parts of another one too. */
    public RunIdentity with(RunIdentity other) {
        Map<Part, String> more = new EnumMap<>(Part.class);
        more.putAll(parts);
        more.putAll(other.parts);
        return new RunIdentity(more);
    }

    /** The metadata for a state file. */
    public Map<String, String> notes() {
        Map<String, String> notes = new LinkedHashMap<>();
        parts.forEach((part, text) -> notes.put(part.key(), text));
        return notes;
    }

    /** Whether nothing is known. */
    public boolean isUnknown() {
        return parts.isEmpty();
    }

    /** The parts that are known, except some. */
    public List<Part> partsBeyond(Set<Part> others) {
        return parts.keySet().stream().filter(part -> !others.contains(part)).toList();
    }

    /** The parts that another identity knows too and that differ, except those in {@code accepted}. */
    public List<Part> differences(RunIdentity other, Set<Part> accepted) {
        List<Part> differences = new ArrayList<>();
        parts.forEach((part, text) -> {
            String others = other.parts.get(part);
            if (others != null && !sameWords(text, others) && !accepted.contains(part)) {
                differences.add(part);
            }
        });
        return differences;
    }

    /** Line breaks do not count: which statements share a line says nothing about a model. */
    private static boolean sameWords(String own, String other) {
        return own.replaceAll("\\s+", " ").equals(other.replaceAll("\\s+", " "));
    }

    /**
     * The lines of parts that differ, beside each other.
     *
     * @param own what this identity is called
     * @param others what the other one is called
     */
    public String comparison(String own, RunIdentity other, String others, List<Part> differing) {
        List<String[]> rows = new ArrayList<>(List.<String[]>of(new String[] {"", own, others}));
        for (Part part : differing) {
            String name = part.word();
            for (String[] pair : differingLines(parts.getOrDefault(part, ""), other.parts.getOrDefault(part, ""))) {
                rows.add(new String[] {name, cell(pair[0]), cell(pair[1])});
                name = "";
            }
        }
        int[] widths = new int[2];
        rows.forEach(row -> {
            widths[0] = Math.max(widths[0], row[0].length());
            widths[1] = Math.max(widths[1], row[1].length());
        });
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            String format = "\n  %-" + widths[0] + "s  %-" + widths[1] + "s  %s";
            text.append(
                    String.format(Locale.ROOT, format, row[0], row[1], row[2]).stripTrailing());
        }
        return text.toString();
    }

    /** The lines between the common ones at the beginning and at the end; a text that ends early has empty lines. */
    private static List<String[]> differingLines(String own, String other) {
        List<String> left = own.lines().toList();
        List<String> right = other.lines().toList();
        int begin = 0;
        int most = Math.min(left.size(), right.size());
        while (begin < most && left.get(begin).equals(right.get(begin))) {
            begin++;
        }
        int end = 0;
        while (end < most - begin && left.get(left.size() - 1 - end).equals(right.get(right.size() - 1 - end))) {
            end++;
        }
        List<String[]> pairs = new ArrayList<>();
        for (int i = begin; i < Math.max(left.size(), right.size()) - end; i++) {
            String[] pair = {i < left.size() - end ? left.get(i) : "", i < right.size() - end ? right.get(i) : ""};
            if (!pair[0].equals(pair[1])) {
                pairs.add(pair);
            }
        }
        return pairs;
    }

    /** A line of a file as it may stand in a message: without what would control a terminal. */
    private static String cell(String line) {
        String plain = line.strip().replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
        return plain.length() <= WIDEST ? plain : plain.substring(0, WIDEST - 3) + "...";
    }
}
