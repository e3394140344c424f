using System.Text.Json;

namespace Agentry;

/// <summary>Writes a run's log out as JSON lines: as it is stored, readable by this build or not, damaged or not.</summary>
internal sealed class RunExport(RunStore store)
{
    /// <returns>How many events there were.</returns>
    public async Task<long> WriteAsync(RunKey run, Stream destination, bool includeContent, CancellationToken cancellationToken)
    {
        long count = 0;
        var lines = new JsonLines(destination);
        await foreach (StoredEvent stored in store.ReadAsync(run, 1, cancellationToken).ConfigureAwait(false))
        {
            using JsonDocument? parsed = TryParse(stored.Payload);
            List<(string Address, int Length, StoredBlob? Blob)> contents = [];
            if (includeContent && parsed is not null)
            {
                foreach ((string address, int length) in References(parsed.RootElement))
                    contents.Add((address, length, await store.ReadBlobAsync(run.Tenant, address, cancellationToken).ConfigureAwait(false)));
            }

            await lines.WriteAsync(writer => Write(writer, stored, parsed is not null, contents), cancellationToken).ConfigureAwait(false);
            count++;
        }

        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return count;
    }

    private static void Write(
        Utf8JsonWriter writer, StoredEvent stored, bool isJson, List<(string Address, int Length, StoredBlob? Blob)> contents)
    {
        writer.WriteStartObject();
        writer.WriteNumber("sequence"u8, stored.Sequence);
        writer.WriteString("hash"u8, Convert.ToHexStringLower(stored.Hash.Span));

        // Byte for byte, because the hash is over these bytes.
        if (isJson && stored.Payload.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            writer.WritePropertyName("event"u8);
            writer.WriteRawValue(stored.Payload.Span, skipInputValidation: true);
        }
        else
        {
            writer.WriteBase64String("bytes"u8, stored.Payload.Span);
        }

        if (contents.Count > 0)
        {
            writer.WriteStartArray("contents"u8);
            foreach ((string address, int length, StoredBlob? blob) in contents)
                Write(writer, new BlobRef(address, length), blob);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BlobRef reference, StoredBlob? blob)
    {
        writer.WriteStartObject();
        writer.WriteString("address"u8, reference.Address);
        if (blob is null)
        {
            writer.WriteBoolean("missing"u8, true);
        }
        else if (blob.IsErased)
        {
            writer.WriteBoolean("erased"u8, true);
        }
        else if (!BlobWriter.IsIntact(blob, reference))
        {
            writer.WriteBoolean("changed"u8, true);
        }
        else if (TryParse(blob.Content) is { } json)
        {
            using (json)
            {
                writer.WritePropertyName("json"u8);
                json.RootElement.WriteTo(writer);
            }
        }
        else
        {
            writer.WriteBase64String("base64"u8, blob.Content.Span);
        }

        writer.WriteEndObject();
    }

    /// <summary>What has the shape of a <see cref="BlobRef"/>, also in events that this build does not know.</summary>
    private static IEnumerable<(string Address, int Length)> References(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
            return element.EnumerateArray().SelectMany(References);
        if (element.ValueKind != JsonValueKind.Object)
            return [];
        return element.EnumerateObject().Count() == 2
            && element.TryGetProperty("address"u8, out JsonElement address) && address.ValueKind == JsonValueKind.String
            && element.TryGetProperty("length"u8, out JsonElement length) && length.ValueKind == JsonValueKind.Number && length.TryGetInt32(out int bytes)
                ? [(address.GetString()!, bytes)]
                : element.EnumerateObject().SelectMany(p => References(p.Value));
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
