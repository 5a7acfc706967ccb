calendar-title = Working days
calendar-below = Public holidays, and the weekends worked in exchange. Review, sending on and the bureau’s decision are due in working days.
calendar-provisional = Holidays are known up to { $year }. Later years count weekends only, and what is due then is called provisional; add the State Council’s notice here once it is out.
calendar-add = Add holidays
calendar-none = No holidays to come
calendar-none-text = Only weekends are off now.
calendar-day = Day
calendar-kind = Off or worked
calendar-name = Name
calendar-source = Source
calendar-span = { $first } to { $last }
calendar-kind-holiday = Off
calendar-kind-workday = Worked
calendar-kind-plain = As usual
calendar-no-decision = Nothing was added here yet
calendar-no-decision-text = Once an administrator adds holidays, days, time, person and reason are listed here.
calendar-days-between = { $n } days between { $first } and { $last }
calendar-field-days = Days off and days worked
calendar-days-hint = One day or one span a line, then “off”, “work” or “plain”, then the name in Chinese. “plain” is a day as usual: it puts a mistake right and needs no name.
calendar-example = Example
calendar-example-text = 2027-01-01 2027-01-03 off 元旦 | New Year
    2027-02-06 work 春节调休上班
    2027-02-13 plain
calendar-field-source-zh = Name of the notice
calendar-field-source-en = Its name in English
calendar-field-source-on = Date of the notice
calendar-source-hint = For example “State Council notice on the holidays of 2027”.
calendar-field-reason = Reason
calendar-fault = Line { $line }: { $what }
calendar-faults = There are mistakes from line { $line } on. Correct the lines listed above.
calendar-empty = Write at least one line.
calendar-line-many = At most { $most } lines at a time.
calendar-line-twice = { $day } is written twice.
calendar-line-span = A span has at most { $most } days and does not end before it begins.
calendar-line-range = Tomorrow at the earliest, and no further ahead than three years.
calendar-line-kind = Write “off”, “work” or “plain” after the day.
calendar-line-worked = { $day } is no weekend and is worked anyway.
calendar-line-name = Write the name, such as “元旦”.
calendar-line-english = This name is new: add a bar and the English name, such as “元旦 | New Year”.
calendar-preview = Which due dates would move
calendar-would-be = The calendar would say
calendar-counted = { $n ->
    [one] One filing in progress is due in working days.
   *[other] { $n } filings in progress are due in working days.
}
calendar-moved = { $n ->
    [one] One of them would be due on another day.
   *[other] { $n } of them would be due on another day.
}
calendar-settled = { $n ->
    [one] One due date would be provisional no more.
   *[other] { $n } due dates would be provisional no more.
}
calendar-unmoved = No due date would move
calendar-unmoved-text = Nothing that is due now turns on these days.
calendar-moves = Due dates that would move
calendar-now = Due now
calendar-then = Due then
calendar-decided = Saved. Due dates are counted by the new calendar.
calendar-unfit = This contradicts the calendar there is and cannot be saved. Check the days.
