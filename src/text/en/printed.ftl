# What was read from photographs of certificates: sections, papers and check page of applicants, the desk's case
printed-title = Read from your papers
printed-hint = A program read this and may be wrong: compare it with the original. Only empty fields are filled; what you typed stays.
printed-empty = not filled in yet
printed-same = agrees with what you typed
printed-differs = differs from what you typed
printed-trust-checked = check character fits
printed-trust-corrected = a likely misreading was put right: please compare
printed-trust-read = please compare each character
printed-typed = typed:
printed-read = read:
printed-fill = { $count ->
    [one] Fill the empty field
   *[other] Fill the { $count } empty fields
}
printed-filled = Saved, and the empty fields were filled with what was read. Please compare each.
printed-waiting = “{ $paper }” is not read yet. It mostly takes less than a minute: go on by hand, or reload later.
printed-unread = “{ $paper }” has not been read: please fill in by hand. It stands in nobody’s way.
printed-nothing-here = “{ $paper }” was read; nothing on it belongs on this page.
printed-nothing = No usable text was found on “{ $paper }”: please fill in by hand. If the photograph is blurred, better take it again.
printed-no-engine = This site does not read papers: please fill in by hand what stands on “{ $paper }”.
printed-failed = “{ $paper }” could not be read: please fill in by hand. It stands in nobody’s way.
printed-count = { $count ->
    [one] One value was read; it can be taken over in its section.
   *[other] { $count } values were read; they can be taken over in their sections.
}
printed-found = “{ $field }” differs from what was read on “{ $paper }”
printed-found-text = Read “{ $read }”, typed “{ $typed }”. The program may be wrong: compare with the original, and leave it if it is right.
printed-frame = Read: { $read }
printed-desk-same = The paper says the same:
printed-desk-differs = The paper differs:
printed-desk-where = Show where
printed-desk-nothing = No usable text was found on this paper.
printed-desk-no-engine = Papers are not read here.
printed-desk-unread = This paper has not been read yet.
printed-desk-failed = This paper could not be read.
