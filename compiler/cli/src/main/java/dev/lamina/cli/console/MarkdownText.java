package dev.lamina.cli.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page in Markdown as a terminal shows it: lines as wide as the terminal, code indented, tables in columns. It knows what our own pages
 * use and no more.
 */
public final class MarkdownText {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)]\\([^)]*\\)");
    private static final Pattern MARK = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final String ITEM = "- ";
    private static final String EMPHASIS = "\u001b[1m";
    private static final String CODE_COLOUR = "\u001b[36m";
    private static final String PLAIN = "\u001b[0m";

    private final int columns;
    private final boolean colour;
    private final StringBuilder out = new StringBuilder();
    private final List<String> paragraph = new ArrayList<>();
    private final List<List<String>> table = new ArrayList<>();

    private MarkdownText(int columns, boolean colour) {
        this.columns = columns;
        this.colour = colour;
    }

    /** The page as text for so many columns. */
    public static String of(String markdown, int columns, boolean colour) {
        MarkdownText text = new MarkdownText(Math.min(columns, 120) - 1, colour);
        boolean code = false;
        for (String line : markdown.lines().toList()) {
            if (line.startsWith("```")) {
                text.end();
                code = !code;
            } else if (code) {
                text.out.append(("    " + line).stripTrailing()).append('\n');
            } else {
                text.line(line);
            }
        }
        text.end();
        return text.out.toString();
    }

    private void line(String line) {
        if (line.startsWith("|")) {
            endParagraph();
            if (!line.matches("[|:\\-\\s]+")) {
                table.add(Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                        .map(cell -> inline(cell.strip()))
                        .toList());
            }
            return;
        }
        endTable();
        if (line.isBlank()) {
            endParagraph();
            out.append('\n');
        } else if (line.startsWith("#")) {
            endParagraph();
            out.append(marked(EMPHASIS, line.replaceFirst("#+\\s*", "").replace("`", "")))
                    .append('\n');
        } else {
            if (line.startsWith(ITEM)) {
                endParagraph();
            }
            paragraph.add(line.strip());
        }
    }

    private void end() {
        endParagraph();
        endTable();
    }

    private void endParagraph() {
        if (!paragraph.isEmpty()) {
            wrap(inline(String.join(" ", paragraph)));
            paragraph.clear();
        }
    }

    private void wrap(String text) {
        String indent = text.startsWith(ITEM) ? "  " : "";
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > columns) {
                out.append(line).append('\n');
                line.setLength(0);
                line.append(indent).append(word);
            } else {
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
        }
        out.append(line).append('\n');
    }

    private void endTable() {
        if (table.isEmpty()) {
            return;
        }
        int cells = table.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[cells];
        table.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        });
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] + 2 - width(row.get(i))));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        table.clear();
    }

    private String inline(String text) {
        String links = LINK.matcher(text).replaceAll("$1");
        String bold = BOLD.matcher(links).replaceAll(found -> quoted(marked(EMPHASIS, found.group(1))));
        return CODE.matcher(bold)
                .replaceAll(found -> quoted(colour ? marked(CODE_COLOUR, found.group(1)) : "`" + found.group(1) + "`"));
    }

    private static String quoted(String replacement) {
        return java.util.regex.Matcher.quoteReplacement(replacement);
    }

    /** Each word is marked by itself, so that a line can end between two. */
    private String marked(String mark, String text) {
        return colour
                ? Arrays.stream(text.split(" "))
                        .map(word -> mark + word + PLAIN)
                        .collect(Collectors.joining(" "))
                : text;
    }

    private static int width(String text) {
        return MARK.matcher(text)
                .replaceAll("")
                .codePointCount(0, MARK.matcher(text).replaceAll("").length());
    }
}
