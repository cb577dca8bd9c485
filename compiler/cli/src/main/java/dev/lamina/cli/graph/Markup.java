package dev.lamina.cli.graph;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes SVG and HTML; escapes texts and attributes. */
final class Markup {

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter writer;

    Markup() {
        try {
            writer = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
        } catch (XMLStreamException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private interface Write {
        void run() throws XMLStreamException;
    }

    private Markup write(Write call) {
        try {
            call.run();
            return this;
        } catch (XMLStreamException impossible) { // a StringWriter takes everything
            throw new IllegalStateException(impossible);
        }
    }

    /** Begins an element. Names and values of its attributes alternate; values are strings or numbers. */
    Markup open(String name, Object... attributes) {
        return write(() -> writer.writeStartElement(name)).attributes(attributes);
    }

    /** Adds attributes to the element that {@link #open} has just begun. */
    Markup attributes(Object... attributes) {
        return write(() -> {
            for (int i = 0; i < attributes.length; i += 2) {
                writer.writeAttribute((String) attributes[i], value(attributes[i + 1]));
            }
        });
    }

    Markup close() {
        return write(writer::writeEndElement);
    }

    Markup text(String content) {
        return write(() -> writer.writeCharacters(visible(content)));
    }

    /** An element that contains text only. */
    Markup leaf(String name, String content, Object... attributes) {
        return open(name, attributes).text(content).close();
    }

    /** Inserts the elements of another one. */
    Markup include(Markup other) {
        return write(() -> {
            writer.writeCharacters("");
            writer.flush();
            text.append(other.toString());
        });
    }

    private static String value(Object value) {
        if (value instanceof Double number) {
            String digits = String.format(Locale.ROOT, "%.1f", number);
            return digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
        }
        return visible(value.toString());
    }

    /** Leaves out control characters, which XML cannot hold even if they are escaped. */
    private static String visible(String text) {
        return text.codePoints()
                .filter(c ->
                        c >= ' ' && c != 0x7F && c < 0xD800 || c == '\n' || c >= 0xE000 && c != 0xFFFE && c != 0xFFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public String toString() {
        write(() -> {
            writer.writeCharacters("");
            writer.flush();
        });
        return text.toString();
    }
}
