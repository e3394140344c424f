using System.IO.Compression;
using System.Xml.Linq;

namespace Agentry.Tests;

/// <summary>A package and its symbol package, read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Metadata">The metadata of its nuspec.</param>
/// <param name="Files">What is in it, by path.</param>
/// <param name="Symbols">What is in its symbol package, by path; empty without one.</param>
internal sealed record Package(string Id, XElement Metadata, IReadOnlyDictionary<string, byte[]> Files, IReadOnlyDictionary<string, byte[]> Symbols)
{
    private const string Lib = "lib/net10.0/";

    public byte[]? Assembly => Files.GetValueOrDefault($"{Lib}{Id}.dll");

    public byte[]? Documentation => Files.GetValueOrDefault($"{Lib}{Id}.xml");

    public byte[]? Pdb => Symbols.GetValueOrDefault($"{Lib}{Id}.pdb");

    /// <summary>Id and version of what it depends on.</summary>
    public IReadOnlyDictionary<string, string> Dependencies => Metadata.Descendants().Where(e => e.Name.LocalName == "dependency")
        .ToDictionary(e => (string)e.Attribute("id")!, e => (string)e.Attribute("version")!, StringComparer.Ordinal);

    public static Package Read(string path)
    {
        Dictionary<string, byte[]> files = Unpack(path);
        string nuspec = files.Keys.Single(f => f.EndsWith(".nuspec", StringComparison.Ordinal));
        XElement metadata = XDocument.Load(new MemoryStream(files[nuspec])).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
        string symbols = Path.ChangeExtension(path, ".snupkg");
        return new Package(Path.GetFileNameWithoutExtension(nuspec), metadata, files, File.Exists(symbols) ? Unpack(symbols) : []);
    }

    /// <summary>A text of the nuspec; empty when it has none.</summary>
    public string Text(string element) => Element(element)?.Value.Trim() ?? "";

    public XElement? Element(string element) => Metadata.Elements().FirstOrDefault(e => e.Name.LocalName == element);

    private static Dictionary<string, byte[]> Unpack(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(e => e.FullName, Content, StringComparer.Ordinal);
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        var content = new MemoryStream();
        using Stream stream = entry.Open();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
