//! What a journey is played on: the running program and browsers at its sites.

use std::fs;
use std::path::Path;

use super::browser::{Browser, DESKTOP, PHONE};
use super::chromium::{Driver, Scripts};
use super::gallery;
use super::program::Program;

/// Program and browsers of one journey.
pub struct Stage {
    /// The running program.
    pub program: Program,
    driver: Driver,
    journey: &'static str,
}

impl Stage {
    /// Sets it up; none where there is no browser.
    pub async fn set(journey: &'static str) -> Option<Self> {
        Self::set_with(journey, &[]).await
    }

    /// The same with some settings of the journey's own.
    pub async fn set_with(journey: &'static str, settings: &[(&'static str, &str)]) -> Option<Self> {
        let driver = Driver::start()?;
        let _ = fs::remove_dir_all(gallery::folder().join(journey));
        Some(Self { program: Program::start_with(settings).await, driver, journey })
    }

    /// A browser on a desk, at a site that is none of ours.
    pub async fn elsewhere(&self, origin: &str) -> Browser {
        Browser { is_ours: false, ..self.open(origin, DESKTOP, Scripts::On).await }
    }

    /// A browser on a desk, at the portal.
    pub async fn desktop(&self) -> Browser {
        self.open(&self.program.portal, DESKTOP, Scripts::On).await
    }

    /// A browser on a phone, at the portal.
    pub async fn phone(&self) -> Browser {
        self.open(&self.program.portal, PHONE, Scripts::On).await
    }

    /// A browser on a phone, at the portal, whose camera sees one picture.
    pub async fn phone_that_sees(&self, picture: &Path) -> Browser {
        let session = self.driver.open_with(Scripts::On, Some(picture)).await;
        Browser::new(session, &self.program.portal, PHONE, Scripts::On, self.journey)
    }

    /// A browser on a desk, at the portal, that runs no scripts.
    pub async fn scriptless(&self) -> Browser {
        self.open(&self.program.portal, DESKTOP, Scripts::Off).await
    }

    /// A browser on a phone, at the portal, that runs no scripts.
    pub async fn scriptless_phone(&self) -> Browser {
        self.open(&self.program.portal, PHONE, Scripts::Off).await
    }

    /// A browser of the staff, at the back office.
    pub async fn office(&self) -> Browser {
        self.open(&self.program.office, DESKTOP, Scripts::On).await
    }

    /// A browser of the staff that runs no scripts.
    pub async fn scriptless_office(&self) -> Browser {
        self.open(&self.program.office, DESKTOP, Scripts::Off).await
    }

    /// A browser on a desk, at the demo mailbox.
    pub async fn mailbox(&self) -> Browser {
        self.open(&self.program.mailbox(), DESKTOP, Scripts::On).await
    }

    async fn open(&self, origin: &str, size: (u32, u32), scripts: Scripts) -> Browser {
        Browser::new(self.driver.open(scripts).await, origin, size, scripts, self.journey)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the program said:\n{}", self.program.log());
        }
        gallery::write();
    }
}
