using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Text;

namespace Agentry.Tests;

/// <summary>What a portable symbol file says about the sources: where each one is to be had.</summary>
internal sealed record SymbolFile(string? SourceLink, IReadOnlyList<(string Name, bool IsEmbedded)> Documents)
{
    // The kinds of custom debug information are defined by the format of portable symbol files.
    private static readonly Guid SourceLinkKind = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid EmbeddedSourceKind = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    public static SymbolFile Read(byte[] pdb)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(pdb));
        MetadataReader reader = provider.GetMetadataReader();
        string? link = Find(reader, EntityHandle.ModuleDefinition, SourceLinkKind) is { } blob ? Encoding.UTF8.GetString(blob) : null;
        return new SymbolFile(
            link, [.. reader.Documents.Select(d => (reader.GetString(reader.GetDocument(d).Name), Find(reader, d, EmbeddedSourceKind) is not null))]);
    }

    private static byte[]? Find(MetadataReader reader, EntityHandle parent, Guid kind) => reader.GetCustomDebugInformation(parent)
        .Select(reader.GetCustomDebugInformation)
        .Where(i => reader.GetGuid(i.Kind) == kind)
        .Select(i => reader.GetBlobBytes(i.Value))
        .FirstOrDefault();
}
