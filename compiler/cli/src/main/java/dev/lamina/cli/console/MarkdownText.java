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

    /** No column of a table is narrower, so that a narrow terminal does not break words. */
    private static final int NARROWEST = 10;

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
        List<String> lines = lines(text, columns - indent.length());
        out.append(lines.get(0)).append('\n');
        lines.stream().skip(1).forEach(line -> out.append(indent).append(line).append('\n'));
    }

    /** The text in lines of at most so many characters; a longer word has a line of its own. */
    private static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private void endTable() {
        if (!table.isEmpty()) {
            int[] widths = widths();
            table.forEach(row -> row(row, widths));
            table.clear();
        }
    }

    /** The widths of the columns: as wide as their cells, but the widest are narrowed until a row fits. */
    private int[] widths() {
        int cells = table.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[cells];
        for (List<String> row : table) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        int open = Math.max(cells * NARROWEST, columns - 2 * (cells - 1));
        while (Arrays.stream(widths).sum() > open) {
            int widest = 0;
            for (int i = 1; i < cells; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            widths[widest]--;
        }
        return widths;
    }

    /** A row, over as many lines as its longest cell needs. */
    private void row(List<String> row, int[] widths) {
        List<List<String>> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            cells.add(lines(row.get(i), widths[i]));
        }
        int height = cells.stream().mapToInt(List::size).max().orElse(0);
        for (int at = 0; at < height; at++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.size(); i++) {
                String part = at < cells.get(i).size() ? cells.get(i).get(at) : "";
                line.append(part).append(" ".repeat(Math.max(0, widths[i] - width(part)) + 2));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
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
