package dev.lamina.cli.data;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads rows to predict from a safetensors or an IDX file, which is loaded as a whole. */
final class LoadedInputs {

    private final InputRequest request;
    private final BlockSink sink;
    private final Map<Integer, DataException> wrong = new HashMap<>();

    LoadedInputs(InputRequest request, BlockSink sink) {
        this.request = request;
        this.sink = sink;
    }

    void readSafetensors(InputStream bytes) throws IOException {
        try {
            handOn(SafetensorsSamples.inputs(
                    request.file(), Safetensors.read(bytes), request.expected(), wrong::putIfAbsent));
        } catch (WeightsException wrong) {
            throw new DataException(request.file(), String.join("; ", wrong.problems()));
        }
    }

    void readIdx(InputStream bytes) throws IOException {
        handOn(IdxSamples.inputs(request.file(), bytes, request.expected(), wrong::putIfAbsent));
    }

    private void handOn(Samples rows) throws IOException {
        if (!request.keep().isEmpty()) {
            throw new DataException(request.file(), "it has no columns to keep");
        }
        BlockFiller filler = new BlockFiller(request, sink, 0).begin(List.of());
        try {
            for (int i = 0; i < rows.count(); i++) {
                Optional<DataException> reason = Optional.ofNullable(wrong.get(i));
                if (reason.isPresent()) {
                    request.bad().add(reason.get());
                } else {
                    row(rows, i, filler);
                }
            }
        } catch (DataException reason) {
            filler.flush(true); // the rows before it
            throw reason;
        }
        filler.flush(true);
    }

    private void row(Samples rows, int i, BlockFiller filler) {
        int width = request.expected().inputs();
        rows.copyInput(i, filler.block().inputs(), filler.block().count() * width);
        if (request.expected().steps() > 0
                && rows.ownSteps(i) < request.expected().steps()) {
            filler.block().steps(rows.ownSteps(i));
        }
        filler.close();
    }
}
