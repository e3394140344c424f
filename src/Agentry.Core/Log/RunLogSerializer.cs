using System.Text.Json;

namespace Agentry;

/// <summary>Turns log entries into the bytes that are stored and hashed, and back.</summary>
internal static class RunLogSerializer
{
    public static byte[] Encode(RunLogEntry entry)
    {
        RunEventKinds.Kind kind = RunEventKinds.Of(entry.Event);
        JsonBuffer buffer = JsonBuffer.Rent();
        Utf8JsonWriter writer = buffer.Json;
        writer.WriteStartObject();
        writer.WriteNumber("seq"u8, entry.Sequence);
        writer.WriteString("run"u8, entry.RunId.Value);
        writer.WriteString("at"u8, entry.At);
        writer.WriteString("actor"u8, entry.Actor);
        if (entry.CorrelationId is { } correlation)
            writer.WriteString("corr"u8, correlation);
        writer.WriteString("kind"u8, kind.Name);
        writer.WriteNumber("v"u8, kind.Version);
        writer.WritePropertyName("body"u8);
        JsonSerializer.Serialize(writer, entry.Event, kind.Json);
        writer.WriteEndObject();
        writer.Flush();
        byte[] payload = buffer.Bytes.WrittenSpan.ToArray();
        buffer.Return();
        return payload;
    }

    /// <exception cref="RunLogException">The bytes are no event of this run that this build understands.</exception>
    public static RunLogEntry Decode(RunId runId, StoredEvent stored)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(stored.Payload);
            JsonElement root = document.RootElement;
            string name = root.GetProperty("kind"u8).GetString() ?? throw new JsonException("An event has a kind.");
            int version = root.GetProperty("v"u8).GetInt32();
            RunEventKinds.Kind kind = RunEventKinds.Find(name) ?? throw Unreadable(
                $"Event {stored.Sequence} of run {runId} is of the kind '{name}', which this build does not know. A newer version wrote it; read it there.");
            if (version < 1)
                throw new JsonException("Versions begin at 1.");
            if (version > kind.Version)
            {
                throw Unreadable(
                    $"Event {stored.Sequence} of run {runId} is '{name}' in version {version}; this build knows up to {kind.Version}. A newer version wrote it; read it there.");
            }

            if (root.GetProperty("run"u8).GetString() != runId.Value || root.GetProperty("seq"u8).GetInt64() != stored.Sequence)
                throw Unreadable($"Event {stored.Sequence} of run {runId} was written for another place or another run.");
            return new RunLogEntry
            {
                RunId = runId,
                Sequence = stored.Sequence,
                At = root.GetProperty("at"u8).GetDateTimeOffset(),
                Actor = root.GetProperty("actor"u8).GetString() ?? throw new JsonException("An event has an actor."),
                CorrelationId = root.TryGetProperty("corr"u8, out JsonElement correlation) ? correlation.GetString() : null,
                Event = (RunEvent?)root.GetProperty("body"u8).Deserialize(kind.Json) ?? throw new JsonException("An event has a body."),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RunLogException(
                $"Event {stored.Sequence} of run {runId} is not readable as an event: the stored bytes are damaged.", runId, stored.Sequence, e);
        }

        RunLogException Unreadable(string message) => new(message, runId, stored.Sequence);
    }
}
