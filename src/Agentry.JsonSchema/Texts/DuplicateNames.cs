using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Finds names that an object gives twice, in a text and before anything else looks at it.</summary>
internal static class DuplicateNames
{
    private const int PairwiseLimit = 16;
    private const int FirstCapacity = 64;

    /// <summary>Whether some object has a name twice.</summary>
    /// <exception cref="JsonException">The text is malformed or too deep.</exception>
    public static bool Exist(ReadOnlyMemory<byte> text, int maxDepth)
    {
        if (!MayExist(text.Span, maxDepth)) return false;

        // Two names may share a hash: now the names themselves are compared.
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false });
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    /// <summary>The pointer of the first name that comes again, in a document that allows it; null when there is none.</summary>
    public static string? Find(JsonElement value, string pointer)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return null;
        var index = 0;
        HashSet<string> seen = new(StringComparer.Ordinal);
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                var name = SchemaText.ReadName(member);
                var below = JsonPointer.Append(pointer, name);
                if (!seen.Add(name)) return below;
                if (Find(member.Value, below) is { } found) return found;
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (Find(item, JsonPointer.Append(pointer, index++)) is { } found) return found;
            }
        }
        return null;
    }

    private static bool MayExist(ReadOnlySpan<byte> text, int maxDepth)
    {
        var hashes = ArrayPool<int>.Shared.Rent(FirstCapacity);
        var starts = ArrayPool<int>.Shared.Rent(FirstCapacity);
        int count = 0, depth = 0;
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = maxDepth });
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        if (depth == starts.Length) Grow(ref starts);
                        starts[depth++] = count;
                        break;
                    case JsonTokenType.PropertyName:
                        if (count == hashes.Length) Grow(ref hashes);
                        hashes[count++] = HashOf(reader.ValueSpan);
                        break;
                    case JsonTokenType.EndObject:
                        var start = starts[--depth];
                        if (HasEqual(hashes.AsSpan(start, count - start))) return true;
                        count = start;
                        break;
                }
            }
            return false;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(hashes);
            ArrayPool<int>.Shared.Return(starts);
        }
    }

    private static int HashOf(ReadOnlySpan<byte> raw)
    {
        var hash = new HashCode();
        if (!raw.Contains((byte)'\\'))
        {
            hash.AddBytes(raw);
            return hash.ToHashCode();
        }
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        var name = buffer.Reserve(raw.Length);
        hash.AddBytes(name[..JsonText.Unescape(raw, name)]);
        buffer.Dispose();
        return hash.ToHashCode();
    }

    private static bool HasEqual(Span<int> hashes)
    {
        if (hashes.Length <= PairwiseLimit)
        {
            for (var i = 1; i < hashes.Length; i++)
            {
                if (hashes[..i].Contains(hashes[i])) return true;
            }
            return false;
        }

        hashes.Sort();
        for (var i = 1; i < hashes.Length; i++)
        {
            if (hashes[i] == hashes[i - 1]) return true;
        }
        return false;
    }

    private static void Grow(ref int[] array)
    {
        var larger = ArrayPool<int>.Shared.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        ArrayPool<int>.Shared.Return(array);
        array = larger;
    }
}
