namespace Agentry;

/// <summary>Where the target of a markdown link leads.</summary>
internal enum LinkTarget
{
    /// <summary>More text is needed.</summary>
    Undecided,

    /// <summary>To a place in the same document or site, to an allowed host, or to a mail or phone program.</summary>
    Allowed,

    /// <summary>Elsewhere.</summary>
    Remote,

    /// <summary>It is not plain where: escapes and encodings that a renderer would resolve.</summary>
    Obscure,
}
