package dev.lamina.compiler.syntax.format;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.Parser;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Formats a model file. The tokens and their order stay the same, and so do comments, single blank lines, and which statements share a
 * line; all other white space is decided here.
 */
public final class Formatter {
    private static final int WIDTH = 100;
    private static final int STEP = 4;

    private final FormattedLines lines = new FormattedLines();

    private Formatter() {}

    /** The formatted text; empty if the text has errors, which are reported. */
    public static Optional<String> format(SourceFile source, Diagnostics log) {
        Optional<FileSyntax> file = Parser.parse(source, log);
        if (file.isEmpty() || log.hasErrors()) {
            return Optional.empty();
        }
        Formatter formatter = new Formatter();
        formatter.file(new PieceReader(source, file.get()).file());
        String text = formatter.lines.text();
        return Optional.of(endsLinesAsWindows(source.text()) ? text.replace("\n", "\r\n") : text);
    }

    private static boolean endsLinesAsWindows(String text) {
        int end = text.indexOf('\n');
        return end > 0 && text.charAt(end - 1) == '\r';
    }

    private void file(Piece.Block models) {
        boolean first = true;
        for (Piece.Item model : models.items()) {
            Gap gap = model.gap();
            boolean apart = gap.blank() || gap.remarks().stream().anyMatch(Gap.Remark::blank);
            boolean led = gap.remarks().stream().anyMatch(Gap.Remark::own);
            boolean missing = !first && !apart;
            first = remarks(gap, 0, first, missing);
            if (!first && gap.blank() || missing && !led) {
                lines.blank();
            }
            line(model, 0);
            first = false;
        }
        remarks(models.end(), 0, first, false);
    }

    /**
     * Writes the comments before a token.
     *
     * @param first whether they are the first in their block
     * @param apart whether a blank line is required before the first comment on its own line
     * @return whether the token is still the first in its block
     */
    private boolean remarks(Gap gap, int indent, boolean first, boolean apart) {
        boolean nothing = first;
        boolean wanted = apart;
        for (Gap.Remark remark : gap.remarks()) {
            if (!lines.takes(remark)) {
                if (!nothing && remark.blank() || wanted) {
                    lines.blank();
                }
                nothing = false;
                wanted = false;
            }
            lines.remark(remark, indent);
        }
        return nothing;
    }

    private void statements(Piece.Block block, int indent) {
        List<Piece.Item> items = block.items();
        boolean first = true;
        int from = 0;
        while (from < items.size()) {
            int until = from + 1;
            while (until < items.size() && !items.get(until).gap().lineEnd()) {
                until++;
            }
            Gap gap = items.get(from).gap();
            first = remarks(gap, indent, first, false);
            if (gap.blank() && !first) {
                lines.blank();
            }
            together(items.subList(from, until), indent);
            first = false;
            from = until;
        }
        remarks(block.end(), indent, first, false);
    }

    /** Writes statements that shared a line on one line, if they fit. */
    private void together(List<Piece.Item> items, int indent) {
        boolean flat = items.stream().allMatch(Formatter::isFlat);
        int width = items.stream().mapToInt(item -> flat(item).length() + 2).sum() - 2;
        if (items.size() == 1 || !flat || indent + width > WIDTH) {
            items.forEach(item -> line(item, indent));
            return;
        }
        lines.line(indent);
        lines.append(flat(items.get(0)));
        for (Piece.Item item : items.subList(1, items.size())) {
            lines.cell();
            lines.append(flat(item));
        }
    }

    private void line(Piece.Item item, int indent) {
        lines.line(indent);
        write(item, indent);
    }

    /** Writes an item to the current line: whole if it fits, otherwise with one line per argument. */
    private void write(Piece.Item item, int indent) {
        if (isFlat(item) && indent + flat(item).length() <= WIDTH) {
            lines.append(flat(item));
            return;
        }
        boolean wide = indent + head(item).length() > WIDTH;
        for (int i = 0; i < item.pieces().size(); i++) {
            Piece piece = item.pieces().get(i);
            if (i > 0 && piece.gap().hasRemarks()) {
                remarks(piece.gap(), indent + STEP, true, false);
                lines.line(indent + STEP);
            } else if (i > 0 && !piece.tight()) {
                lines.append(" ");
            }
            if (piece instanceof Piece.Block block && !(block.items().isEmpty() && isFlat(block))) {
                lines.append("{");
                statements(block, indent + STEP);
                lines.line(indent);
                lines.append("}");
            } else if (piece instanceof Piece.Group group
                    && (!isFlat(group)
                            || wide && group.loose() && !group.items().isEmpty())) {
                open(group, indent);
            } else {
                lines.append(flat(piece));
            }
        }
    }

    /** Writes each item between brackets on its own line. */
    private void open(Piece.Group group, int indent) {
        lines.append(group.open());
        int last = group.items().size() - 1;
        for (int i = 0; i <= last; i++) {
            Piece.Item item = group.items().get(i);
            remarks(item.gap(), indent + STEP, true, false);
            lines.line(indent + STEP);
            write(item, indent + STEP);
            lines.append(i < last || group.loose() ? "," : "");
            item.after().forEach(remark -> lines.remark(remark, indent + STEP));
        }
        remarks(group.end(), indent + STEP, true, false);
        lines.line(indent);
        lines.append(group.close());
    }

    /** Whether an item can be written on one line, of any length: it has no comments and no braces. */
    private static boolean isFlat(Piece.Item item) {
        return item.after().isEmpty()
                && item.pieces().stream().skip(1).noneMatch(piece -> piece.gap().hasRemarks())
                && item.pieces().stream().allMatch(Formatter::isFlat);
    }

    private static boolean isFlat(Piece piece) {
        if (piece instanceof Piece.Group group) {
            return !group.end().hasRemarks() && areFlat(group.items());
        }
        return !(piece instanceof Piece.Block block)
                || block.items().isEmpty() && !block.end().hasRemarks()
                || !block.end().lineEnd()
                        && block.items().stream().noneMatch(item -> item.gap().lineEnd())
                        && areFlat(block.items());
    }

    private static boolean areFlat(List<Piece.Item> items) {
        return items.stream().allMatch(item -> !item.gap().hasRemarks() && isFlat(item));
    }

    private static String flat(Piece.Item item) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : item.pieces()) {
            text.append(text.isEmpty() || piece.tight() ? "" : " ").append(flat(piece));
        }
        return text.toString();
    }

    private static String flat(Piece piece) {
        if (piece instanceof Piece.Word word) {
            return word.text();
        }
        if (piece instanceof Piece.Group group) {
            return group.items().stream()
                    .map(Formatter::flat)
                    .collect(Collectors.joining(", ", group.open(), group.close()));
        }
        List<Piece.Item> items = ((Piece.Block) piece).items();
        return items.isEmpty()
                ? "{}"
                : items.stream().map(Formatter::flat).collect(Collectors.joining("  ", "{ ", " }"));
    }

    /** The text of an item before its braces, if it has any. */
    private static String head(Piece.Item item) {
        List<Piece> pieces = item.pieces();
        Piece last = pieces.get(pieces.size() - 1);
        return last instanceof Piece.Block
                ? flat(new Piece.Item(pieces.subList(0, pieces.size() - 1), List.of())) + " {"
                : flat(item);
    }
}
