package dev.lamina.cli;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;

/** Reads JSON as RFC 8259 has it: without NaN, infinity, comments, or text behind the value. */
final class StrictJson {

    private static final TypeAdapter<JsonElement> ELEMENTS = new Gson().getAdapter(JsonElement.class);

    private StrictJson() {}

    static JsonElement of(String text) {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            JsonElement element = ELEMENTS.read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new AssertionError("there is more behind the JSON:\n" + text);
            }
            return element;
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    static JsonObject object(String text) {
        return of(text).getAsJsonObject();
    }
}
