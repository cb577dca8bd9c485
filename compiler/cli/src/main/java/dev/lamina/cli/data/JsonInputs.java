package dev.lamina.cli.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.lamina.cli.console.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads rows to predict from lines of JSON, each an object: with a number under the name of each column that the network was trained on, or
 * with all numbers, nested as they like, under the name of the model's input, or of each input if there are several. A line may also be the
 * array of numbers itself.
 */
final class JsonInputs {

    /** The deepest nesting of arrays. Images have three axes, and some programs add one for a batch of one. */
    private static final int DEPTH = 8;

    private final InputRequest request;
    private final BlockSink sink;
    private long line;
    private final Supplier<String> nextPlace;

    JsonInputs(InputRequest request, BlockSink sink) {
        this.request = request;
        this.sink = sink;
        this.nextPlace = () -> request.file() + ":" + (line + 1);
    }

    void read(InputStream bytes, WaitingStream waiting) throws IOException {
        BlockFiller filler = new BlockFiller(request, sink, request.keep().size()).begin(request.keep());
        waiting.beforeWaiting(() -> filler.flush(true));
        // Not closed: the bytes are somebody else's.
        TextLines lines = new TextLines(CsvSamples.text(bytes));
        try {
            for (String text = lines.next(nextPlace); text != null; text = lines.next(nextPlace)) {
                line++;
                if (!text.isBlank()) {
                    row(text, filler);
                }
            }
        } catch (CharacterCodingException notText) {
            filler.flush(true);
            throw new DataException(request.file(), "it is not UTF-8 text, so it holds no JSON");
        } catch (DataException wrong) {
            filler.flush(true);
            throw wrong;
        } finally {
            waiting.beforeWaiting(() -> {});
        }
        filler.flush(true);
    }

    private void row(String text, BlockFiller filler) {
        try {
            fill(parsed(text), filler.block());
        } catch (DataException wrong) {
            request.bad().add(wrong);
            return;
        }
        filler.close();
    }

    private JsonElement parsed(String text) {
        try {
            return JsonParser.parseString(text);
        } catch (JsonParseException wrong) {
            throw new DataException(place(), "this line is not a value of JSON; each line must be one");
        }
    }

    private void fill(JsonElement row, InputBlock block) {
        block.begin();
        SampleSpec expected = request.expected();
        if (row instanceof JsonArray all) {
            array(all, block);
        } else if (row instanceof JsonObject object && object.get(expected.input()) instanceof JsonArray all) {
            array(all, block);
        } else if (row instanceof JsonObject object && expected.ports().isPresent()) {
            ports(object, expected.ports().get(), block);
        } else if (row instanceof JsonObject object) {
            columns(object, block);
        } else {
            throw new DataException(place(), "this line is neither an object nor an array");
        }
        for (int i = 0; i < request.keep().size(); i++) {
            JsonElement value =
                    row instanceof JsonObject object ? object.get(request.keep().get(i)) : null;
            if (value != null) {
                block.keep(i, value);
            }
        }
    }

    /** The inputs of a model with several of them: a number or an array under the name of each, or numbers under the names of columns. */
    private void ports(JsonObject object, SamplePorts ports, InputBlock block) {
        int from = 0;
        for (SamplePorts.Input input : ports.inputs()) {
            List<String> columns = new ArrayList<>();
            SamplePorts.addColumns(input.name(), input.size(), columns);
            boolean whole = object.get(input.name()) instanceof JsonArray;
            List<JsonElement> numbers = new ArrayList<>();
            if (whole) {
                flatten(object.getAsJsonArray(input.name()), numbers, 1);
            } else {
                columns.stream().filter(object::has).forEach(column -> numbers.add(object.get(column)));
            }
            if (numbers.size() != input.size()) {
                throw new DataException(
                        place(),
                        whole
                                ? "\"" + input.name() + "\" has " + numbers.size() + " numbers, but " + ports.model()
                                        + " needs " + input.size()
                                : "there is no \"" + input.name() + "\" with " + input.size()
                                        + (input.size() == 1 ? " number" : " numbers") + "; this line has "
                                        + Names.list(List.copyOf(object.keySet())));
            }
            for (int i = 0; i < input.size(); i++) {
                number(from + i, numbers.get(i), columns.get(i), block);
            }
            from += input.size();
        }
    }

    private void columns(JsonObject object, InputBlock block) {
        List<String> names = request.trained().columns();
        if (names.isEmpty()) {
            throw new DataException(
                    place(),
                    "the weights do not know the names of columns, so this line needs an array of "
                            + request.expected().inputs() + " numbers under \""
                            + request.expected().input() + "\"");
        }
        for (int i = 0; i < names.size(); i++) {
            Optional<JsonElement> word = word(object, names.get(i), names);
            if (word.isPresent()) {
                number(i, word.get(), names.get(i), block);
                continue;
            }
            if (!object.has(names.get(i))) {
                throw new DataException(
                        place(),
                        "there is no \"" + names.get(i) + "\"; the network was trained on " + Names.list(names)
                                + ", this line has " + Names.list(List.copyOf(object.keySet()))
                                + Names.near(names, List.copyOf(object.keySet())));
            }
            number(i, object.get(names.get(i)), names.get(i), block);
        }
    }

    /** The number in the column {@code colour=red}, if an object has no such member but a word under {@code colour}. */
    private Optional<JsonElement> word(JsonObject object, String name, List<String> names) {
        for (int at = object.has(name) ? -1 : name.indexOf('='); at >= 0; at = name.indexOf('=', at + 1)) {
            String column = name.substring(0, at);
            JsonElement value = object.get(column);
            if (value != null && value.isJsonNull()) {
                return Optional.of(value);
            }
            if (value instanceof JsonPrimitive written) {
                String word = written.getAsString().strip();
                if (!names.contains(column + "=" + word)) {
                    throw new DataException(
                            place(),
                            "\"" + Names.shortened(word) + "\" is none of the words of " + Names.shortened(column)
                                    + " that the network was trained on");
                }
                return Optional.of(new JsonPrimitive(name.equals(column + "=" + word) ? 1 : 0));
            }
        }
        return Optional.empty();
    }

    private void array(JsonArray nested, InputBlock block) {
        List<JsonElement> numbers = new ArrayList<>();
        flatten(nested, numbers, 1);
        SampleSpec expected = request.expected();
        int each = expected.steps() == 0 ? expected.inputs() : expected.inputs() / expected.steps();
        int count = numbers.size();
        if (count == 0 || count % each != 0 || count > expected.inputs()) {
            String fewer = expected.steps() == 0 ? "" : ", or fewer steps of " + each;
            throw new DataException(
                    place(),
                    "this line has " + count + " numbers, but " + expected.model() + " needs " + expected.inputs()
                            + fewer);
        }
        if (expected.steps() > 0 && count / each < expected.leastSteps()) {
            throw new DataException(
                    place(),
                    "this line has " + Text.count(count / each, "step") + ", but " + expected.model() + " needs "
                            + expected.leastSteps() + " or more");
        }
        for (int i = 0; i < count; i++) {
            number(i, numbers.get(i), "number " + (i + 1), block);
        }
        if (count < expected.inputs()) {
            block.steps(count / each);
        }
    }

    private void flatten(JsonArray nested, List<JsonElement> into, int depth) {
        if (depth > DEPTH) {
            throw new DataException(place(), "its arrays are nested deeper than any input");
        }
        for (JsonElement each : nested) {
            if (each instanceof JsonArray inner) {
                flatten(inner, into, depth + 1);
            } else {
                into.add(each);
            }
        }
    }

    private void number(int input, JsonElement value, String name, InputBlock block) {
        Supplier<String> here = () -> place() + ": " + name;
        float number = value.isJsonNull() ? request.missing(input, here) : number(value, here);
        if (request.expected().wantsTokens()) {
            block.token(input, request.expected().token(number, here));
        } else {
            block.input(input, request.expected().input(input, number, here));
        }
    }

    private static float number(JsonElement value, Supplier<String> here) {
        boolean truth = value instanceof JsonPrimitive primitive && primitive.isBoolean();
        boolean number = value instanceof JsonPrimitive primitive && primitive.isNumber();
        if (!truth && !number) {
            throw new DataException(here.get(), Names.shortened(value.toString()) + " is not a number");
        }
        float found = truth ? (value.getAsBoolean() ? 1 : 0) : (float) value.getAsDouble(); // as a table's
        if (!Float.isFinite(found)) {
            throw new DataException(here.get(), value + " is not a finite 32-bit float");
        }
        return found;
    }

    private String place() {
        return request.file() + ":" + line;
    }
}
