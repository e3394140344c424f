using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Agentry;

/// <summary>JSON lines: a value to a line, UTF-8 without a mark, each line ended by a line feed.</summary>
internal sealed class JsonLines(Stream destination)
{
    private readonly ArrayBufferWriter<byte> _line = new();

    public ValueTask WriteAsync<T>(T value, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        WriteAsync(writer => JsonSerializer.Serialize(writer, value, json), cancellationToken);

    public async ValueTask WriteAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_line))
            write(writer);
        _line.Write("\n"u8);
        await destination.WriteAsync(_line.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="AgentryException">A line is something else.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Stream source, JsonTypeInfo<T> json, string what, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        using var reader = new StreamReader(source, Encoding.UTF8, leaveOpen: true);
        long number = 0;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            number++;
            if (line.AsSpan().Trim().Length > 0)
                yield return Parse(line, json, number, what);
        }
    }

    private static T Parse<T>(string line, JsonTypeInfo<T> json, long number, string what)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, json) ?? throw new JsonException("A line holds a value.");
        }
        catch (JsonException e)
        {
            throw new AgentryException($"Line {number} is not {what}.", FailureClass.InvalidRequest, innerException: e);
        }
    }
}
